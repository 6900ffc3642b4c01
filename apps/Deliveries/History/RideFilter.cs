using System.Text;
using Homing.Deliveries.Rides;
using Homing.Log;

namespace Homing.Deliveries.History;

/// <summary>Takes the positions of one ride out of a partition, from its first one on.</summary>
internal sealed class RideFilter
{
    private readonly string _routeId;
    private readonly byte[] _key;
    private readonly byte[]? _ride;
    private long _number = -1;
    private DateTimeOffset _observedAt = DateTimeOffset.MinValue;

    public RideFilter(TrackedRide ride) => (_routeId, _key, _ride) = (
        ride.RouteId, Encoding.UTF8.GetBytes(ride.RouteId), ride.Header is null ? null : Encoding.UTF8.GetBytes(ride.Header));

    /// <summary>True once the ride's last position was taken, or another ride of the route began.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Adds those of these records that are the ride's next positions.</summary>
    public void Take(ReadOnlySpan<LogRecord> records, RideTrack track)
    {
        foreach (ref readonly var record in records)
        {
            if (IsOver)
            {
                return;
            }

            // Another route's, by its key alone: not parsed.
            if ((!record.Key.IsEmpty && !record.Key.Span.SequenceEqual(_key)) || !IsOfRide(record)
                || !PositionRecord.TryRead(record, out var position, out _) || position.RouteId != _routeId)
            {
                continue;
            }

            if (position.Number is { } number ? number <= _number : record.Timestamp < _observedAt)
            {
                continue;
            }

            _number = position.Number ?? _number;
            _observedAt = record.Timestamp;
            IsOver = position.Finished;
            track.Add(position.Place, record.Timestamp, position.Finished);
        }
    }

    /// <summary>Positions that name no ride belong to the one that is under way.</summary>
    private bool IsOfRide(in LogRecord record)
    {
        if (!record.Headers.TryGet(PositionMessage.RideHeader, out var ride))
        {
            return true;
        }

        if (_ride is not null)
        {
            return ride.Span.SequenceEqual(_ride);
        }

        IsOver = true;
        return false;
    }
}
