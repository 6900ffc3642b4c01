namespace Homing;

/// <summary>The log event ids of this project: 1000 to 1999. An id once given stays given.</summary>
internal static class EventIds
{
    public const int DeadLetter = 1001;
    public const int HandlerFailed = 1101;
    public const int AnswerNotAppended = 1102;
    public const int WorkerStarted = 1103;
    public const int WorkerReadFailed = 1104;
}
