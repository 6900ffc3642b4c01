using Homing.Deliveries.Insights;
using Homing.Deliveries.Live;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;

namespace Homing.Deliveries.Http;

/// <summary>What the different parts know about the newest ride of a route.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="Record">How it stands, by the board.</param>
/// <param name="Live">Where it is, by its newest positions.</param>
/// <param name="Known">What all its positions tell.</param>
/// <param name="Requested">The ride that was asked for and that no simulator has spoken of yet.</param>
internal readonly record struct NewestRide(
    string RouteId, RideRecord? Record, LiveRide? Live, RideSummary? Known, RequestedRide? Requested)
{
    private bool IsRequested => Requested is not null && Record?.State != RideState.UnderWay;

    /// <summary>True where nobody knows a ride by name, or strangers' positions have come since it arrived.</summary>
    private bool IsForeign => Record is null
        || (Live is { RideId: null } && Record.FinishedAt is { } finishedAt && Live.ObservedAt > finishedAt);

    /// <summary>False where the route was never ridden.</summary>
    public bool Exists => Record is not null || Live is not null || Known is not null || Requested is not null;

    /// <summary>The ride that is described, where it has a record.</summary>
    public RideRecord? Ridden => IsRequested || IsForeign ? null : Record;

    public string State => IsRequested ? RideStates.Requested
        : (IsForeign ? ForeignFinishedAt is not null : Record!.State == RideState.Finished) ? RideStates.Finished
        : RideStates.UnderWay;

    public DateTimeOffset StartedAt => IsRequested ? Requested!.RequestedAt
        : !IsForeign ? Record!.StartedAt
        : Known?.StartedAt ?? Live!.ObservedAt;

    private DateTimeOffset? ForeignFinishedAt =>
        Live is null ? Known!.FinishedAt : Live.Finished ? Live.ObservedAt : null;

    /// <summary>Describes it.</summary>
    /// <param name="route">The route; null where it is not known here.</param>
    /// <param name="staleBefore">One under way of which nothing was heard since is stale.</param>
    public RideView Describe(Route? route, DateTimeOffset staleBefore)
    {
        var where = Locate(route?.Line);
        var state = State;
        return new RideView
        {
            RouteId = RouteId,
            Title = route?.Title ?? RouteId,
            RideId = IsRequested ? Requested!.RideId.ToString() : IsForeign ? Known?.RideId : Record!.RideId,
            ClientId = IsRequested ? Requested!.ClientId
                : IsForeign ? Live?.ClientId ?? Known?.ClientId
                : Record!.ClientId,
            State = state,
            StartedAt = StartedAt.UtcDateTime,
            FinishedAt = (IsRequested ? null : IsForeign ? ForeignFinishedAt : Record!.FinishedAt)?.UtcDateTime,
            Lat = where.Place.Lat,
            Lng = where.Place.Lng,
            Bearing = Math.Round(where.BearingDeg, 1) % 360,
            SpeedMps = Math.Round(where.SpeedMps, 2),
            TravelledM = Round(where.TravelledM),
            RemainingM = Round(where.RemainingM),
            Eta = where.Eta?.UtcDateTime,
            ObservedAt = where.ObservedAt.UtcDateTime,
            Stale = state == RideStates.UnderWay && where.ObservedAt < staleBefore,
        };
    }

    private Whereabouts Locate(RouteLine? line) =>
        IsRequested ? Whereabouts.AtEnd(line, finished: false, Requested!.RequestedAt)
        : Live is not null && (IsForeign || Live.RideId == Record!.RideId) ? Whereabouts.Of(Live)
        : Known is not null && (IsForeign || Known.RideId == Record!.RideId) ? Whereabouts.Of(Known, line)
        : Whereabouts.AtEnd(line, Record!.State == RideState.Finished, Record.FinishedAt ?? Record.StartedAt);

    private static double? Round(double? metres) => metres is { } value ? Math.Round(value, 1) : null;
}
