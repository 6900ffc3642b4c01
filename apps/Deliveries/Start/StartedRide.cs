using System.ComponentModel.DataAnnotations;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Start;

/// <summary>A ride that was asked for.</summary>
/// <param name="RouteId">The route.</param>
/// <param name="RideId">The ride.</param>
/// <param name="ClientId">Who asked.</param>
/// <param name="State"><c>under_way</c>, or <c>requested</c> where no simulator has taken it yet.</param>
/// <param name="StartedAt">When it started; of a requested one, when it was asked for.</param>
internal sealed record StartedRide(
    string RouteId,
    string RideId,
    string ClientId,
    [property: AllowedValues(RideStates.Requested, RideStates.UnderWay, RideStates.Finished)] string State,
    DateTime StartedAt);
