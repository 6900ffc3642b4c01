using Homing.Leases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Operations;

/// <summary>
/// Ends or drains a gateway on purpose, to see that nothing is lost. A gateway of another process is asked for at its own
/// address, as the list of leases has it; whoever is asked in this way asks nobody else.
/// </summary>
internal sealed partial class GatewayDrills(
    GatewaySet gateways, ILeaseStore leases, IHttpClientFactory http, ILogger<GatewayDrills> logger)
{
    public const string HttpClientName = "homing.drills";

    /// <summary>Set on what one process asks of another.</summary>
    public const string ForwardedHeader = "Homing-Forwarded";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ILogger _logger = logger;

    /// <summary>Ends the gateway as if its process had died.</summary>
    public Task<IResult> CrashAsync(HttpContext context, int apiId, TimeSpan pause) =>
        RunAsync(context, apiId, gateway => gateway.Crash(pause));

    /// <summary>Drains the gateway as before a stop.</summary>
    public Task<IResult> DrainAsync(HttpContext context, int apiId, TimeSpan pause) =>
        RunAsync(context, apiId, gateway => _ = DrainAsync(gateway, pause));

    private async Task<IResult> RunAsync(HttpContext context, int apiId, Action<Gateway> drill)
    {
        if (gateways.Find(apiId) is { } gateway)
        {
            drill(gateway);
            return Results.Accepted();
        }

        var holder = context.Request.Headers.ContainsKey(ForwardedHeader)
            ? null
            : (await leases.ListAsync(context.RequestAborted)).FirstOrDefault(status => status.Lease.Id == apiId);
        return holder is null ? NotFound(apiId) : await ForwardAsync(context, new Uri(holder.Holder.Url));
    }

    private async Task<IResult> ForwardAsync(HttpContext context, Uri holder)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(holder, context.Request.Path.Value + context.Request.QueryString.Value));
        request.Headers.Add(ForwardedHeader, "1");
        try
        {
            using var client = http.CreateClient(HttpClientName);
            using var answer = await client.SendAsync(request, patience.Token);
            return Results.Content(
                await answer.Content.ReadAsStringAsync(patience.Token),
                answer.Content.Headers.ContentType?.ToString(),
                statusCode: (int)answer.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return Results.Problem(
                $"The gateway is at {holder}, which could not be reached: {exception.Message}",
                statusCode: StatusCodes.Status502BadGateway,
                title: "The gateway's process did not answer",
                type: Problem.TypePrefix + "unreachable");
        }
    }

    private async Task DrainAsync(Gateway gateway, TimeSpan pause)
    {
        try
        {
            await gateways.DrainAsync(gateway, pause);
        }
        catch (Exception exception)
        {
            LogFailed(exception, gateway.Url);
        }
    }

    private static IResult NotFound(int apiId) => Results.Problem(
        $"No gateway serves as {apiId} now.",
        statusCode: StatusCodes.Status404NotFound,
        title: "There is no such thing",
        type: Problem.TypePrefix + "not-found");

    [LoggerMessage(EventIds.DrillFailed, LogLevel.Error, "The drill at {Url} failed")]
    private partial void LogFailed(Exception exception, string url);
}
