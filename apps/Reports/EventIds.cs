namespace Homing.Reports;

/// <summary>The numbers of the reports' log messages: 11000 to 11999, a hundred for each service.</summary>
internal static class EventIds
{
    // Workflow: 11000
    public const int EventsReadFailed = 11000;
    public const int EventUnreadable = 11001;
    public const int EventIgnored = 11002;
    public const int EventsRead = 11003;
    public const int DutyStarted = 11010;
    public const int DutyReadFailed = 11011;
    public const int StepFailed = 11012;

    // Dispatcher: 11200
    public const int CircuitOpened = 11200;
    public const int FetchFailed = 11201;
    public const int WithdrawalRefused = 11202;

    // ExternalReader: 11300
    public const int WebhookRefused = 11300;
    public const int WebhookUnknown = 11301;

    // Trace: 11500
    public const int MailNotSent = 11500;
    public const int OrphanDeleted = 11501;
    public const int SweepFailed = 11502;
}
