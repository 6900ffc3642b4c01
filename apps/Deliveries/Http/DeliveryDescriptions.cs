using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary>What the calls of the deliveries take and answer.</summary>
internal static class DeliveryDescriptions
{
    private const string GeoJson = "application/geo+json";
    private const string RouteId = "The id of a route.";

    public static RouteHandlerBuilder DescribeRoutes(this RouteHandlerBuilder routes) => routes
        .Produces<ListedRoute[]>()
        .ProducesProblems(StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeRoute(this RouteHandlerBuilder route) => route
        .WithPath("routeId", RouteId)
        .Produces<RouteFeature>(StatusCodes.Status200OK, GeoJson)
        .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeStart(this RouteHandlerBuilder start) => start
        .IsForGuestsToo()
        .TakesJson<PostedStart>()
        .Produces<StartedRide>(StatusCodes.Status202Accepted)
        .WithResponseHeader(StatusCodes.Status202Accepted, "Location", "The newest ride of the route.")
        .ProducesProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
            StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeRides(this RouteHandlerBuilder rides) => rides
        .WithQuery("state", "Only rides in this state.", RideStates.Requested, RideStates.UnderWay, RideStates.Finished)
        .WithQuery<int>("limit", "How many at most.", 1, RidesEndpoint.MaxRides, RidesEndpoint.DefaultRides)
        .Produces<RideViews>()
        .ProducesProblems(StatusCodes.Status400BadRequest);

    public static RouteHandlerBuilder DescribeRide(this RouteHandlerBuilder ride) => ride
        .WithPath("routeId", RouteId)
        .Produces<RideView>()
        .ProducesProblems(StatusCodes.Status404NotFound);

    public static RouteHandlerBuilder DescribeTrack(this RouteHandlerBuilder track) => track
        .WithPath("routeId", RouteId)
        .WithQuery("ride", "The id of a ride of the route; the newest where it is left out.")
        .Produces<TrackFeature>(StatusCodes.Status200OK, GeoJson)
        .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeInsights(this RouteHandlerBuilder insights) => insights
        .WithSpan()
        .WithQuery<double>("west", "Heat only in a box of degrees: all of its sides are given, or none. West may be greater than east.", -180, 180)
        .WithQuery<double>("south", "The box's south.", -90, 90)
        .WithQuery<double>("east", "The box's east.", -180, 180)
        .WithQuery<double>("north", "The box's north.", -90, 90)
        .Produces<InsightsAnswer>()
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable);

    public static RouteHandlerBuilder DescribeListedRides(this RouteHandlerBuilder rides) => rides
        .WithSpan()
        .WithQuery("route", "Only rides of this route.")
        .WithQuery<int>("limit", "How many at most.", 1, InsightsEndpoint.MaxRides, InsightsEndpoint.DefaultRides)
        .Produces<RideList>()
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable);

    private static RouteHandlerBuilder WithSpan(this RouteHandlerBuilder endpoint) => endpoint
        .WithQuery<DateTimeOffset>("from", "From when on; a day before the end where it is left out.")
        .WithQuery<DateTimeOffset>("to", "Until when; now where it is left out.");
}

/// <summary>What <c>POST /api/deliveries</c> takes.</summary>
internal sealed record PostedStart
{
    /// <summary>The route to be ridden.</summary>
    [JsonPropertyName("routeId")]
    [StringLength(StartRequest.MaxClientIdLength, MinimumLength = 1)]
    public required string RouteId { get; init; }

    /// <summary>Whom events about the ride go to; whoever asks where it is left out.</summary>
    [JsonPropertyName("clientId")]
    [StringLength(StartRequest.MaxClientIdLength, MinimumLength = 1)]
    public string? ClientId { get; init; }
}
