using System.Collections.Concurrent;

namespace Homing.Deliveries.Http;

/// <summary>The newest rides of all routes as they were at one moment, newest first. Thread-safe.</summary>
internal sealed class RideListing
{
    private readonly NewestRide[] _rides;
    private readonly ConcurrentDictionary<string, NewestRide[]> _byState = new(StringComparer.Ordinal);

    /// <param name="rides">The rides, in any order; sorted in place.</param>
    /// <param name="at">The moment.</param>
    /// <param name="takenAt">The same as a timestamp, by which its age is told.</param>
    public RideListing(NewestRide[] rides, DateTimeOffset at, long takenAt)
    {
        (_rides, At, TakenAt) = (rides, at, takenAt);
        Array.Sort(_rides, static (one, other) =>
            other.StartedAt.CompareTo(one.StartedAt) is var order and not 0 ? order : string.CompareOrdinal(one.RouteId, other.RouteId));
    }

    public DateTimeOffset At { get; }

    public long TakenAt { get; }

    /// <summary>How many there are.</summary>
    public int Count => _rides.Length;

    /// <summary>Those in a state; all where it is null.</summary>
    public NewestRide[] In(string? state) => state is null ? _rides
        : _byState.GetOrAdd(state, one => Array.FindAll(_rides, ride => ride.State == one));
}
