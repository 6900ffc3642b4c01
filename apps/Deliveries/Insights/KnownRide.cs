using System.Globalization;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Insights;

/// <summary>A ride as its positions tell it. Changed by the fold alone, under its lock.</summary>
internal sealed class KnownRide
{
    private const string ForeignPrefix = "position-";

    public required string RouteId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Which ride; null where the positions do not say, as those of foreign producers.</summary>
    public required RideId? Ride { get; init; }

    /// <summary>Where its first position stands in the log.</summary>
    public required LogPosition First { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public long DistanceMm { get; private set; }

    public long Positions { get; private set; }

    /// <summary>The number of the newest position; null where positions have none.</summary>
    public long? Number { get; private set; }

    public Coordinate Place { get; private set; }

    public DateTimeOffset ObservedAt { get; private set; }

    /// <summary>The ride's id; one without is named by the place of its first position.</summary>
    public string Id => Ride?.ToString()
        ?? string.Create(CultureInfo.InvariantCulture, $"{ForeignPrefix}{First.Partition}-{First.Offset}");

    /// <summary>Reads the id of a ride that is named by the place of its first position.</summary>
    public static bool TryParseForeign(string id, out LogPosition first)
    {
        first = default;
        if (!id.StartsWith(ForeignPrefix, StringComparison.Ordinal)
            || !RideId.TryParse(id[ForeignPrefix.Length..], CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        first = new LogPosition(place.Partition, place.Offset);
        return true;
    }

    /// <summary>Takes its next position in.</summary>
    public void Add(in PositionRecord position, long distanceMm)
    {
        Positions++;
        DistanceMm += distanceMm;
        Number = position.Number ?? Number;
        (Place, ObservedAt) = (position.Place, position.ObservedAt);
        FinishedAt = position.Finished ? position.ObservedAt : FinishedAt;
    }
}
