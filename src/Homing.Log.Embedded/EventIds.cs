namespace Homing.Log.Embedded;

/// <summary>Numbers of the log messages. One that was given is never used for anything else.</summary>
internal static class EventIds
{
    public const int Opened = 3000;
    public const int Closed = 3001;
    public const int TornTailCut = 3002;
    public const int AppendFailed = 3003;
    public const int SegmentsRemoved = 3004;
    public const int Compacted = 3005;
    public const int MaintenanceFailed = 3006;
    public const int PositionsNotStored = 3007;
    public const int Rebalanced = 3008;
    public const int LeftoverRemoved = 3009;
}
