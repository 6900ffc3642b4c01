using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Start;

/// <summary>The one way to start a ride: asks for it in the log, and waits for the simulator's word. Thread-safe.</summary>
internal sealed class RideStarter
{
    /// <summary>The header of a direction that says which request it came from, so that a repeated request starts one ride.</summary>
    public const string RequestHeader = "request";

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, RequestedRide> _requested = new(StringComparer.Ordinal);
    private readonly ILog _log;
    private readonly LiveRoutes _routes;
    private readonly RideBoard _board;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeProvider _time;

    public RideStarter(ILog log, LiveRoutes routes, RideBoard board, DeliveryMetrics metrics, TimeProvider time) =>
        (_log, _routes, _board, _metrics, _time) = (log, routes, board, metrics, time);

    /// <summary>Rides that were asked for here and that no simulator has spoken of yet.</summary>
    public IEnumerable<RequestedRide> Requested =>
        _requested.Select(entry => entry.Value).Where(ride => ride.RideId is not null);

    /// <summary>The ride of the route that was asked for here and that no simulator has spoken of yet.</summary>
    public RequestedRide? FindRequested(string routeId) =>
        _requested.GetValueOrDefault(routeId) is { RideId: not null } ride ? ride : null;

    /// <summary>Starts a ride, or says why not.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="clientId">Whom events about the ride go to.</param>
    /// <param name="request">Names the request where it may come again; null where it cannot.</param>
    /// <param name="cancellationToken">Gives up waiting; the ride may start all the same.</param>
    /// <exception cref="ProblemException">There is no such route (404), or it is under way (409).</exception>
    /// <exception cref="LogException">The log did not take it.</exception>
    public async Task<StartedRide> StartAsync(
        string routeId, string clientId, string? request, CancellationToken cancellationToken)
    {
        try
        {
            var ride = await AskAsync(routeId, clientId, request, cancellationToken);
            _metrics.StartAnswered(ride.State);
            return ride;
        }
        catch (ProblemException refused)
        {
            _metrics.StartAnswered(refused.Problem.Status == 404 ? "unknown_route" : "refused");
            throw;
        }
    }

    private async Task<StartedRide> AskAsync(
        string routeId, string clientId, string? request, CancellationToken cancellationToken)
    {
        var routes = _routes.Current;
        if (routes.Find(routeId) is null)
        {
            throw DeliveryProblems.UnknownRoute(routes, routeId);
        }

        if (request is not null && await FindRepeatedAsync(routeId, clientId, request, cancellationToken) is { } repeated)
        {
            return Describe(repeated);
        }

        var requested = new RequestedRide(routeId, clientId, _time.GetUtcNow());
        if (_board.Find(routeId) is { State: RideState.UnderWay } || !_requested.TryAdd(routeId, requested))
        {
            throw DeliveryProblems.UnderWay(routeId);
        }

        RideId ride;
        try
        {
            ride = RideId.Of(await _log.AppendAsync(
                DeliveryTopics.NewDirection, Direction(routeId, clientId, request), cancellationToken));
        }
        catch
        {
            Forget(requested);
            throw;
        }

        requested.RideId = ride;
        var word = HearAsync(requested, ride.ToString());
        try
        {
            var record = await word.WaitAsync(AnswerWithin, _time, cancellationToken);
            if (record.RideId == ride.ToString())
            {
                return Describe(record);
            }
        }
        catch (TimeoutException)
        {
            return new StartedRide(routeId, ride.ToString(), clientId, RideStates.Requested, requested.RequestedAt.UtcDateTime);
        }

        // Refused; by the ride that this very request had started before, perhaps.
        return request is not null && await FindRepeatedAsync(routeId, clientId, request, cancellationToken) is { } earlier
            ? Describe(earlier)
            : throw DeliveryProblems.UnderWay(routeId);
    }

    private static StartedRide Describe(RideRecord ride) => new(
        ride.RouteId, ride.RideId, ride.ClientId, RideStates.NameOf(ride.State), ride.StartedAt.UtcDateTime);

    private static LogEntry Direction(string routeId, string clientId, string? request) => new(
        Encoding.UTF8.GetBytes(routeId),
        JsonSerializer.SerializeToUtf8Bytes(
            new DirectionMessage(clientId, routeId), DeliveryJson.Default.DirectionMessage),
        request is null
            ? default
            : new LogHeaders([new(RequestHeader, Encoding.UTF8.GetBytes(request))]));

    /// <summary>Waits for the simulator's word for as long as the ride is remembered, and forgets it then.</summary>
    private async Task<RideRecord> HearAsync(RequestedRide requested, string ride)
    {
        try
        {
            using var patience = new CancellationTokenSource(RememberFor, _time);
            return await _board.WaitAsync(
                requested.RouteId, record => record.RideId == ride || record.Refused?.RideId == ride, patience.Token);
        }
        finally
        {
            Forget(requested);
        }
    }

    private void Forget(RequestedRide requested) =>
        _requested.TryRemove(KeyValuePair.Create(requested.RouteId, requested));

    /// <summary>
    /// The newest ride of the route, where it came from this very request: a worker that crashed before it answered is asked
    /// again, and must not refuse what it has started itself.
    /// </summary>
    private async ValueTask<RideRecord?> FindRepeatedAsync(
        string routeId, string clientId, string request, CancellationToken cancellationToken)
    {
        if (_board.Find(routeId) is not { } record || record.ClientId != clientId
            || !RideId.TryParse(record.RideId, null, out var ride))
        {
            return null;
        }

        var header = Encoding.UTF8.GetBytes(request);
        return await _log.ReadAtAsync(
            DeliveryTopics.NewDirection,
            new LogPosition(ride.Partition, ride.Offset),
            direction => direction.Headers.TryGet(RequestHeader, out var value) && value.Span.SequenceEqual(header)
                ? record
                : null,
            cancellationToken);
    }
}
