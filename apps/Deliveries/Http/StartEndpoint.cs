using System.Text.Json;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Start;
using Homing.Gateway.Identity;
using Microsoft.AspNetCore.Http;

namespace Homing.Deliveries.Http;

/// <summary><c>POST /api/deliveries</c>: starts a ride.</summary>
internal static class StartEndpoint
{
    private const int MaxBytes = 16 * 1024;
    private const string Guest = "guest";

    public static async Task<IResult> PostAsync(HttpContext context, RideStarter starter, LiveRoutes routes, CancellationToken cancellationToken)
    {
        var user = Users.IdOf(context.User);
        if (user is null && context.Request.Headers.Authorization.Count > 0)
        {
            // Not a guest: who shows a token means to be somebody.
            throw new ProblemException(Problem.Unauthenticated("The token is forged or has expired: sign in again."));
        }

        routes.RequireLoaded();
        var request = Parse(await ReadAsync(context.Request.Body, cancellationToken));
        var ride = await starter.StartAsync(
            request.RouteId, request.ClientId ?? user ?? Guest, request: null, cancellationToken);
        context.Response.Headers.Location = "/api/deliveries/" + Uri.EscapeDataString(ride.RouteId);
        return TypedResults.Json(ride, DeliveryJson.Default.StartedRide, statusCode: StatusCodes.Status202Accepted);
    }

    private static StartRequest Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8.Span, DeliveryJson.Default.StartRequest)!;
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.InvalidRequest(
                $"body: not JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        while (await body.ReadAsync(buffer.GetMemory(1024), cancellationToken) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.Length > MaxBytes)
            {
                throw new ProblemException(new Problem(
                    Problem.TypePrefix + "too-large", "The request is too large", StatusCodes.Status413PayloadTooLarge,
                    $"body: more than {MaxBytes} bytes"));
            }
        }

        return buffer.WrittenMemory.ToArray();
    }
}
