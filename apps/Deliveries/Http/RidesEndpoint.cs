using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Homing.Http;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>GET /api/deliveries</c>: the newest ride of each route, or of one.</summary>
internal static class RidesEndpoint
{
    public const int DefaultRides = 500;
    public const int MaxRides = 10_000;

    public static IResult List(string? state, string? limit, NewestRides rides) => TypedResults.Json(
        rides.List(
            QueryText.OneOf("state", state, RideStates.Requested, RideStates.UnderWay, RideStates.Finished),
            QueryText.WholeNumber("limit", limit, DefaultRides, 1, MaxRides)),
        DeliveryJson.Default.RideViews);

    public static IResult Get(string routeId, NewestRides rides, LiveRoutes routes) => TypedResults.Json(
        rides.Find(routeId) ?? throw (routes.Current.Find(routeId) is null
            ? DeliveryProblems.UnknownRoute(routes.Current, routeId)
            : DeliveryProblems.UnknownRide(routeId, null)),
        DeliveryJson.Default.RideView);
}
