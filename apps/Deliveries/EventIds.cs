namespace Homing.Deliveries;

/// <summary>The log event ids of this project: 10000 to 10999. An id, once given, stays given.</summary>
internal static class EventIds
{
}
