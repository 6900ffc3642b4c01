namespace Homing.Deliveries;

/// <summary>The log event ids of this project: 10000 to 10999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int RoutesLoaded = 10001;
    public const int RouteRefused = 10002;
    public const int RidesReadFailed = 10011;
    public const int RideRecordIgnored = 10012;
    public const int RideRecordUnreadable = 10013;

    public const int PositionPassedOver = 10201;
    public const int ViewsFailed = 10202;

    public const int InsightsCaughtUp = 10401;
    public const int InsightsReadFailed = 10402;
    public const int InvalidReadFailed = 10403;
    public const int TrackReadTooLong = 10411;
}
