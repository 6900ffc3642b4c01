namespace Homing.Log.Embedded;

/// <summary>Numbers of the log messages. One that was given is never used for anything else.</summary>
internal static class EventIds
{
    public const int Opened = 2000;
    public const int Closed = 2001;
    public const int TornTailCut = 2002;
    public const int AppendFailed = 2003;
    public const int SegmentsRemoved = 2004;
    public const int Compacted = 2005;
    public const int MaintenanceFailed = 2006;
    public const int PositionsNotStored = 2007;
    public const int Rebalanced = 2008;
    public const int LeftoverRemoved = 2009;
}
