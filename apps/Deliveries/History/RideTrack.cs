using Homing.Deliveries.Routes;

namespace Homing.Deliveries.History;

/// <summary>
/// The positions of a ride, in order. Of very many only every second is kept, then every fourth and so on, with the first
/// and the last: the shape stays whole and the memory bounded.
/// </summary>
internal sealed class RideTrack
{
    private readonly int _maxPositions;
    private readonly List<(Coordinate Place, DateTimeOffset At)> _kept = [];
    private (Coordinate Place, DateTimeOffset At)? _last;
    private long _step = 1;

    public RideTrack(int maxPositions) => _maxPositions = maxPositions;

    /// <summary>How many positions were added.</summary>
    public long Count { get; private set; }

    /// <summary>One of so many is kept.</summary>
    public long Step => _step;

    /// <summary>From the first position to the last, over all of them, in metres.</summary>
    public double LengthM { get; private set; }

    /// <summary>When the ride arrived; null where its last position is not there.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The kept positions, the last one always among them.</summary>
    public IEnumerable<(Coordinate Place, DateTimeOffset At)> Positions =>
        _last is { } last && (Count - 1) % _step != 0 ? _kept.Append(last) : _kept;

    public void Add(Coordinate place, DateTimeOffset at, bool finished)
    {
        LengthM += _last is { } last ? GreatCircle.DistanceM(last.Place, place) : 0;
        _last = (place, at);
        FinishedAt = finished ? at : FinishedAt;
        if (Count++ % _step == 0)
        {
            _kept.Add((place, at));
        }

        if (_kept.Count > _maxPositions)
        {
            _step *= 2;
            var index = 0;
            _kept.RemoveAll(_ => index++ % 2 == 1);
        }
    }
}
