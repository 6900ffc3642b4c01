namespace Homing.Postgres;

/// <summary>The log event ids of this project: 12000 to 12049. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int Migrated = 12000;
    public const int Following = 12001;
    public const int FollowingFailed = 12002;
    public const int StillFailing = 12003;
}
