namespace Homing.Reports.Postgres;

/// <summary>The log event ids of this project: 12050 to 12059. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int ProjectionBegan = 12050;
    public const int ProjectionFailed = 12051;
    public const int ProjectionStillFailing = 12052;
    public const int WarehouseFilled = 12055;
}
