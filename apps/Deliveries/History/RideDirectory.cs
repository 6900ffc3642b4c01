using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.History;

/// <summary>Finds where a ride's positions stand: the newest from the board, older and foreign ones from the insights.</summary>
internal sealed class RideDirectory
{
    private readonly RideBoard _board;
    private readonly RideInsights _insights;
    private readonly InsightsReader _reader;

    public RideDirectory(RideBoard board, RideInsights insights, InsightsReader reader) =>
        (_board, _insights, _reader) = (board, insights, reader);

    /// <summary>The newest ride of a route; null where it was never ridden.</summary>
    public TrackedRide? FindNewest(string routeId)
    {
        var known = _insights.FindNewest(routeId);
        return _board.Find(routeId) is not { } record ? known is null ? null : Track(known)
            : known is not null && IsForeign(known) && known.StartedAt > (record.FinishedAt ?? DateTimeOffset.MaxValue) ? Track(known)
            : Track(record);
    }

    /// <summary>A ride by its id; null where it is not known.</summary>
    /// <exception cref="ProblemException">It may be known once the log has been read.</exception>
    public TrackedRide? Find(string routeId, string rideId) =>
        _board.Find(routeId) is { } record && record.RideId == rideId ? Track(record)
        : _insights.Find(routeId, rideId) is { } known ? Track(known)
        : _reader.IsCaughtUp ? null
        : throw new ProblemException(InsightsReader.NotReadYet);

    private static bool IsForeign(RideSummary ride) => RideKey.IsForeignId(ride.RideId);

    private static TrackedRide Track(RideRecord record) => new(
        record.RouteId, record.RideId, record.RideId, record.ClientId,
        new(record.PositionPartition, record.FirstPosition), record.StartedAt, record.FinishedAt);

    private static TrackedRide Track(RideSummary ride) => new(
        ride.RouteId, ride.RideId, IsForeign(ride) ? null : ride.RideId, ride.ClientId,
        ride.First, ride.StartedAt, ride.FinishedAt);
}
