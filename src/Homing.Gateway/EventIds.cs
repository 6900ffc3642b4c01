namespace Homing.Gateway;

/// <summary>The log event ids of this project: 2000 to 2999. An id once given stays given.</summary>
internal static class EventIds
{
    public const int GatewayServing = 2001;
    public const int GatewayLeaseLost = 2002;
    public const int GatewayStopped = 2003;
    public const int GatewayFailed = 2004;
    public const int ResponseReadFailed = 2005;
    public const int ResponsesAdopted = 2006;
    public const int AdoptionFailed = 2007;
    public const int GatewayAbandoned = 2008;
    public const int LivingNotListed = 2009;
    public const int HandoverFailed = 2011;
    public const int HandoverRetried = 2012;
    public const int SettleFailed = 2013;
    public const int MailboxReadFailed = 2014;
    public const int MailboxRead = 2015;
    public const int WatchFailed = 2016;
    public const int ConnectionFailed = 2101;
    public const int RequestNotAppended = 2103;
    public const int CancelNotAppended = 2104;
    public const int MoveNotTold = 2105;
    public const int ConnectionInterrupted = 2106;

    public const int ChannelSourceFailed = 2201;
    public const int PushReadFailed = 2301;
    public const int PushesRead = 2302;
    public const int PushNotRemoved = 2303;
    public const int PushesEvicted = 2304;

    public const int KeysReadFailed = 2601;
    public const int KeyUnreadable = 2602;
    public const int SpentTicketsReadFailed = 2603;
    public const int SpentTicketUnreadable = 2604;
    public const int TicketNotSpent = 2605;

    public const int GatewayDrainDrill = 2701;
    public const int DrillFailed = 2702;
    public const int SnapshotsNotRead = 2703;
    public const int SnapshotUnreadable = 2704;
}
