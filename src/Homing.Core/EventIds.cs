namespace Homing;

/// <summary>The log event ids of this project: 1000 to 1999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int LeaseAcquired = 1001;
    public const int LeaseGrantedTooLate = 1002;
    public const int LeaseRenewalFailed = 1003;
    public const int LeaseRenewed = 1004;
    public const int LeaseRefused = 1005;
    public const int LeaseFenced = 1006;
    public const int LeaseReleased = 1007;
    public const int LeaseReleaseFailed = 1008;
    public const int LeaseLostHandlerFailed = 1009;
    public const int LeaseEpochsRead = 1010;
    public const int LeaseEpochUnreadable = 1011;

    public const int HandlerFailed = 1101;
    public const int AnswerNotAppended = 1102;
    public const int WorkerStarted = 1103;
    public const int WorkerReadFailed = 1104;
    public const int WorkerLeft = 1105;

    public const int DeadLetter = 1201;
    public const int CancelReadFailed = 1202;
    public const int DeadLetterWaits = 1203;
    public const int CancelHandlerFailed = 1204;
    public const int DeadLetterReplayed = 1205;

    public const int HistoryNotWritten = 1301;

    public const int LagNotRead = 1401;
    public const int SnapshotNotPublished = 1402;

    public const int FeedOpened = 1501;
    public const int FeedClosed = 1502;
    public const int FeedReadFailed = 1503;
    public const int FeedTakeFailed = 1504;
    public const int FeedEpochClaimed = 1505;
}
