using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Start;

/// <summary>Why something about deliveries was refused.</summary>
internal static class DeliveryProblems
{
    /// <summary>The route is not there, or was not loaded.</summary>
    public static ProblemException UnknownRoute(RouteCatalogue routes, string routeId) => new(Problem.NotFound(
        routes.WhyRefused(routeId) is { } reason
            ? $"routeId: the route '{Shorten(routeId)}' was refused when it was loaded: {reason}"
            : $"routeId: there is no route '{Shorten(routeId)}'"));

    /// <summary>The route is ridden already.</summary>
    public static ProblemException UnderWay(string routeId) => new(new Problem(
        Problem.TypePrefix + "under-way", "The route is under way", 409,
        $"routeId: the route '{routeId}' is under way; another ride can start when this one is finished"));

    /// <summary>The ride is not there, or no longer.</summary>
    public static ProblemException UnknownRide(string routeId, string? rideId) => new(Problem.NotFound(
        rideId is null
            ? $"routeId: the route '{Shorten(routeId)}' was never ridden"
            : $"ride: no ride '{Shorten(rideId)}' of route '{Shorten(routeId)}' is known, or no longer"));

    public static string Shorten(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
