namespace Homing.Parking;

/// <summary>The log event ids of this project: 5000 to 5999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int CatalogueLoaded = 5001;
    public const int RowRejected = 5002;
    public const int CatalogueChanged = 5003;
    public const int CatalogueAwaited = 5004;
    public const int AvailabilityCaughtUp = 5101;
    public const int AvailabilityReadFailed = 5102;
    public const int ReadingSetAside = 5103;
    public const int AvailabilityNotCaughtUp = 5104;
    public const int ReplayStarted = 5201;
    public const int ReplayStepFailed = 5202;
    public const int ReplayIsOff = 5203;
}
