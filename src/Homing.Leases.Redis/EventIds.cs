namespace Homing.Leases.Redis;

/// <summary>The log event ids of this project: 6000 to 6999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int Connected = 6000;
    public const int ConnectionGivenUp = 6001;
    public const int Listening = 6002;
    public const int Reasserted = 6003;
    public const int NotThereYet = 6004;
}
