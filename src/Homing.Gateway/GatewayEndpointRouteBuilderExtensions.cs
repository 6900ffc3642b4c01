using Homing;
using Homing.Gateway;
using Homing.Gateway.Connections;
using Homing.Gateway.Direct;
using Homing.Gateway.Identity;
using Homing.Gateway.Limits;
using Homing.Gateway.Operations;
using Homing.Gateway.Origins;
using Homing.Leases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what clients of a gateway call.</summary>
public static class GatewayEndpointRouteBuilderExtensions
{
    private const string Tag = "Gateways";
    private const string SubProtocol = DirectUpgrade.SubProtocol;

    /// <summary>Maps <c>/ws</c>, <c>POST /api/tickets</c> and <c>GET /api/gateways</c>.</summary>
    public static IEndpointRouteBuilder MapHoming(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        // Clients ping by themselves, in the protocol; a timer in every socket would cost memory for nothing.
        var socket = endpoints.CreateApplicationBuilder()
            .UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        socket.Run(AcceptAsync);
        endpoints.Map("/ws", socket.Build()).ExcludeFromDescription();
        endpoints.MapPost("/api/tickets", IssueTicket)
            .AddEndpointFilter(endpoints.ServiceProvider.GetRequiredService<TicketLimit>())
            .WithTags(Tag)
            .WithSummary("A ticket for the first hello over the WebSocket.")
            .WithDescription(
                "For the user who is signed in, by cookie or bearer token, or for a guest where guests are allowed. "
                + "Each is for a client of its own, and good for one hello.")
            .Produces<TicketResponse>()
            .IsForGuestsToo()
            .ProducesProblems(StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests);
        endpoints.MapGet("/api/gateways", ListGatewaysAsync)
            .WithTags(Tag)
            .WithSummary("The living gateways.")
            .Produces<GatewayResponse[]>()
            .ProducesProblems(StatusCodes.Status503ServiceUnavailable);
        if (endpoints.ServiceProvider.GetRequiredService<GatewayOptions>().AllowDrills)
        {
            endpoints.MapDrills();
        }

        return endpoints;
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        if (!context.RequestServices.GetRequiredService<OriginRule>().Allows(context.Request))
        {
            await OriginRule.Refuse(context.Request).ExecuteAsync(context);
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, "/ws takes WebSocket connections only.");
            return;
        }

        var offered = context.WebSockets.WebSocketRequestedProtocols;
        if (offered.Count > 0 && !offered.Contains(SubProtocol))
        {
            await RefuseAsync(
                context, $"The subprotocol must be {SubProtocol}; offered were: {string.Join(", ", offered)}.");
            return;
        }

        var gateway = context.RequestServices.GetRequiredService<GatewaySet>().For(context.Connection.LocalPort);
        var peer = new SocketPeer(context.Connection.RemoteIpAddress, Users.IdOf(context.User));
        using var socket = await context.WebSockets.AcceptWebSocketAsync(offered.Count > 0 ? SubProtocol : null);
        await gateway.ServeAsync(socket, peer);
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        Results.Problem(
            detail, statusCode: 400, title: "Not a connection that this server takes", type: Problem.TypePrefix + "invalid-request")
            .ExecuteAsync(context);

    private static IResult IssueTicket(HttpContext context, ClientTickets tickets, IOptions<GatewayOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var userId = Users.IdOf(context.User);
        if (userId is null && context.Request.Headers.Authorization.Count > 0)
        {
            // Not a guest's ticket: who shows a token means to be somebody.
            return NotSignedIn("The token is forged or has expired: sign in again.");
        }

        if (userId is null && !options.Value.AllowGuests)
        {
            return NotSignedIn("Guests are not allowed here: sign in first.");
        }

        var ticket = tickets.Issue(userId, Users.RolesOf(context.User));
        return Results.Json(
            new TicketResponse(ticket.ClientId, ticket.Ticket, ticket.ExpiresAt.UtcDateTime), GatewayJson.Default.TicketResponse);
    }

    private static IResult NotSignedIn(string detail) => Results.Problem(
        detail,
        statusCode: StatusCodes.Status401Unauthorized,
        title: "Not signed in",
        type: Problem.TypePrefix + "unauthenticated");

    private static async Task<IResult> ListGatewaysAsync(ILeaseStore leases, CancellationToken cancellationToken)
    {
        IReadOnlyList<LeaseStatus> living;
        try
        {
            living = await leases.ListAsync(cancellationToken);
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            return Results.Problem(
                "The store of the leases does not answer: " + exception.Message,
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Not available now",
                type: Problem.TypePrefix + "unavailable");
        }

        return Results.Json(
            living.Select(status => new GatewayResponse(
                status.Lease.Id, status.Lease.Epoch, status.Holder.Url, status.Connections, status.AcquiredAt.UtcDateTime)).ToArray(),
            GatewayJson.Default.GatewayResponseArray);
    }
}
