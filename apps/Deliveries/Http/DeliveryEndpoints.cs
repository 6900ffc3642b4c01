using Homing.Deliveries.Http;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Homing.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what the deliveries have over HTTP.</summary>
internal static class DeliveryEndpoints
{
    public static void MapDeliveries(this IEndpointRouteBuilder endpoints)
    {
        // A process without a gateway has no options of one.
        var allowGuests = endpoints.ServiceProvider.GetRequiredService<IConfiguration>()
            .GetValue($"{GatewayOptions.SectionName}:{nameof(GatewayOptions.AllowGuests)}", defaultValue: true);

        var api = endpoints.MapGroup("/api").WithTags("Deliveries").AnswersProblems();
        api.MapGet("/routes", RoutesEndpoint.List).WithSummary("The routes that can be ridden").DescribeRoutes();
        api.MapGet("/routes/{routeId}", RoutesEndpoint.Get).WithSummary("A route, as GeoJSON").DescribeRoute();
        api.MapPost("/deliveries", (HttpContext context, RideStarter starter, LiveRoutes routes) =>
                StartEndpoint.PostAsync(context, allowGuests, starter, routes))
            .WithSummary("Starts a ride")
            .WithDescription("""
                Takes {"routeId","clientId"?}; the client is who is told of the ride. 409 while the route is under way. Where guests are
                not allowed only users may, and for nobody but themselves.
                """)
            .DescribeStart();
        api.MapGet("/deliveries", RidesEndpoint.List)
            .WithSummary("The newest ride of each route and where it is, newest first")
            .DescribeRides();
        api.MapGet("/deliveries/{routeId}", RidesEndpoint.Get).WithSummary("The newest ride of a route and where it is").DescribeRide();
        api.MapGet("/deliveries/{routeId}/track", TrackEndpoint.GetAsync)
            .WithSummary("The positions of a ride so far, as GeoJSON; of the newest ride where none is named")
            .DescribeTrack();
        api.MapGet("/insights/deliveries", InsightsEndpoint.Get)
            .WithSummary("Rides, positions, distances, speeds and places of some hours; of the last 24 where none are named")
            .DescribeInsights();
        api.MapGet("/insights/deliveries/rides", InsightsEndpoint.GetRides)
            .WithSummary("The rides that started in that time, newest first")
            .DescribeListedRides();
    }
}
