namespace Homing.Deliveries;

/// <summary>The log event ids of this project: 10000 to 10999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int RoutesLoaded = 10001;
    public const int RouteRefused = 10002;
    public const int RoutesChanged = 10003;
    public const int RoutesAwaited = 10004;
    public const int RidesReadFailed = 10011;
    public const int RideRecordIgnored = 10012;
    public const int RideRecordUnreadable = 10013;
    public const int SimulatorStarted = 10101;
    public const int SimulatorStopped = 10102;
    public const int DirectionsReadFailed = 10103;
    public const int PartitionTaken = 10104;
    public const int RideStarted = 10111;
    public const int RideResumed = 10112;
    public const int RideFinished = 10113;
    public const int RideRefused = 10114;
    public const int RideTakenAway = 10115;
    public const int RideWithoutRoute = 10116;
    public const int PositionsDelayed = 10121;
    public const int PositionsFlowAgain = 10122;
    public const int AppendFailed = 10123;

    public const int PositionPassedOver = 10201;
    public const int ViewsFailed = 10202;

    public const int InsightsCaughtUp = 10401;
    public const int InsightsReadFailed = 10402;
    public const int InvalidReadFailed = 10403;
    public const int TrackReadTooLong = 10411;
}
