using System.Text.Json;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Homing.Gateway.Identity;
using Homing.Http;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>POST /api/deliveries</c>: starts a ride.</summary>
internal static class StartEndpoint
{
    private const int MaxBytes = 16 * 1024;
    private const string Guest = "guest";

    /// <summary>Starts a ride, and says whom it is told to.</summary>
    /// <param name="context">The request.</param>
    /// <param name="allowGuests">
    /// Whether anybody may start rides, and have them told to whomever they name. Where not, users may, and are told of their own.
    /// </param>
    /// <param name="starter">Starts it.</param>
    /// <param name="routes">What can be ridden.</param>
    public static async Task<IResult> PostAsync(HttpContext context, bool allowGuests, RideStarter starter, LiveRoutes routes)
    {
        var user = Users.IdOf(context.User);
        if (user is null && context.Request.Headers.Authorization.Count > 0)
        {
            // Not a guest: who shows a token means to be somebody.
            throw new ProblemException(Problem.Unauthenticated("The token is forged or has expired: sign in again."));
        }

        if (user is null && !allowGuests)
        {
            throw new ProblemException(Problem.Unauthenticated("Guests are not allowed here: sign in first."));
        }

        routes.RequireLoaded();
        var request = Parse(await BoundedBody.ReadAsync(context.Request, MaxBytes, context.RequestAborted));
        if (!allowGuests && request.ClientId is not null && request.ClientId != user)
        {
            throw new ProblemException(Problem.Forbidden(
                "clientId: it is not you who asks; allowed is your own user, or none"));
        }

        var ride = await starter.StartAsync(
            request.RouteId, request.ClientId ?? user ?? Guest, request: null, context.RequestAborted);
        context.Response.Headers.Location = "/api/deliveries/" + Uri.EscapeDataString(ride.RouteId);
        return TypedResults.Json(ride, DeliveryJson.Default.StartedRide, statusCode: StatusCodes.Status202Accepted);
    }

    private static StartRequest Parse(byte[] utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, DeliveryJson.Default.StartRequest)!;
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.InvalidRequest(
                $"body: not JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }
}
