using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Homing.Gateway.Operations;

/// <summary>The drills over HTTP; mapped only where they are allowed.</summary>
internal static class DrillEndpoints
{
    private const int DefaultPauseMs = 5_000;
    private const int MaxPauseMs = 600_000;

    public static void MapDrills(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/gateways/{apiId:int}/crash", CrashAsync)
            .WithSummary("A drill: ends a gateway as if it had died; it is back after pause_ms.")
            .Describe();
        endpoints.MapPost("/api/gateways/{apiId:int}/drain", DrainAsync)
            .WithSummary("A drill: drains a gateway as before a stop; it is back pause_ms after it is empty.")
            .Describe();
    }

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder drill) => drill
        .WithTags("Operations")
        .WithPath("apiId", "The api_id of a living gateway, of whichever process.")
        .WithQuery<int>("pause_ms", "Milliseconds; what is outside is taken as the nearest that is allowed.", 0, MaxPauseMs, DefaultPauseMs)
        .Produces(StatusCodes.Status202Accepted)
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status502BadGateway);

    private static Task<IResult> CrashAsync(
        HttpContext context, int apiId, [FromQuery(Name = "pause_ms")] int? pauseMs, GatewayDrills drills) =>
        drills.CrashAsync(context, apiId, Pause(pauseMs));

    private static Task<IResult> DrainAsync(
        HttpContext context, int apiId, [FromQuery(Name = "pause_ms")] int? pauseMs, GatewayDrills drills) =>
        drills.DrainAsync(context, apiId, Pause(pauseMs));

    private static TimeSpan Pause(int? pauseMs) =>
        TimeSpan.FromMilliseconds(Math.Clamp(pauseMs ?? DefaultPauseMs, 0, MaxPauseMs));
}
