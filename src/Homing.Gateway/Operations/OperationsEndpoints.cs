using Homing.Gateway.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the live picture of all processes.</summary>
public static class OperationsEndpoints
{
    /// <summary>Maps <c>GET /api/operations</c>: what the channel <c>operations</c> tells, with the last minutes.</summary>
    public static IEndpointRouteBuilder MapHomingOperations(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/api/operations", Get)
            .WithTags("Operations")
            .WithSummary("How all processes are, and were in the last minutes.")
            .Produces<OperationsView>()
            .IsForGuestsToo()
            .ProducesProblems(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
        return endpoints;
    }

    private static IResult Get(HttpContext context, OperationsAccess access, OperationsBoard board)
    {
        context.Response.Headers.CacheControl = "no-store";
        return access.Refusal(context.User) is { } refusal
            ? Results.Problem(refusal.Detail, statusCode: refusal.Status, title: refusal.Title, type: refusal.Type)
            : Results.Json(board.Read(), OperationsViewJson.Default.OperationsView);
    }
}
