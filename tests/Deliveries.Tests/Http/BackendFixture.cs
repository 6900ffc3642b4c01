using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Roles;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Http;

/// <summary>A process with the backend, and other roles, over a log in memory, listening on a free port.</summary>
internal sealed class BackendFixture : IAsyncDisposable
{
    private readonly RoleProcess _process;

    private BackendFixture(RoleProcess process) => _process = process;

    public InMemoryLog Log => _process.Log;

    public HttpClient Http => _process.Http;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<BackendFixture> StartAsync(
        InMemoryLog? log = null, TimeProvider? time = null, IReadOnlyList<IRole>? others = null,
        params (string Key, string Value)[] settings)
    {
        var fixture = new BackendFixture(
            await RoleProcess.StartAsync([new DeliveryBackendRole(), .. others ?? []], log, time, settings: settings));
        await fixture.Get<InsightsReader>().CaughtUp.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _process.Get<T>();

    /// <summary>The answer to a GET: its status and its body, JSON of whatever kind.</summary>
    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
    }

    /// <summary>The answer to a POST of <c>/api/deliveries</c>, by a user of <see cref="SignedInByHeader"/> or a guest.</summary>
    public async Task<(int Status, JsonElement Body, string? Location)> StartRideAsync(string body, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/deliveries", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (user is not null)
        {
            request.Headers.Add(SignedInByHeader.Header, user);
        }

        using var answer = await Http.SendAsync(request, Cancelled);
        return (
            (int)answer.StatusCode,
            await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled),
            answer.Headers.Location?.ToString());
    }

    /// <summary>Appends a position, as a stranger would where no ride is given.</summary>
    public async Task<LogPosition> TellAsync(
        string route, double lat, double lng, bool finished = false, RideId? ride = null, long number = 0)
    {
        var value = JsonSerializer.SerializeToUtf8Bytes(new { routeId = route, clientId = "c", position = new[] { lng, lat }, finished });
        var headers = ride is null ? default : new LogHeaders(
        [
            new(PositionMessage.RideHeader, Encoding.UTF8.GetBytes(ride.Value.ToString())),
            new(PositionMessage.NumberHeader, Encoding.UTF8.GetBytes($"{number}")),
        ]);
        return await Log.AppendAsync(
            DeliveryTopics.NewPosition, new LogEntry(Encoding.UTF8.GetBytes(route), value, headers), Cancelled);
    }

    /// <summary>Appends how a ride stands.</summary>
    public async Task SayAsync(RideRecord ride)
    {
        await Log.AppendAsync(
            DeliveryTopics.Rides,
            new LogEntry(
                Encoding.UTF8.GetBytes(ride.RouteId),
                JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord)),
            Cancelled);
        await Get<RideBoard>().CatchUpAsync(Cancelled);
    }

    /// <summary>Completes when the insights have read all that is in the log.</summary>
    public Task CatchUpAsync() => Get<InsightsReader>().CatchUpAsync(Cancelled);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
