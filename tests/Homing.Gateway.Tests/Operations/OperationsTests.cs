using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Gateway.Operations;
using Homing.Log;
using Homing.Messages;
using Homing.Operations;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Operations;

/// <summary>The live picture as clients and programs see it.</summary>
public sealed class OperationsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Channel_tells_of_gateways_and_answers_and_http_tells_the_same_once()
    {
        await using var server = await StartAsync(OperationsOptions.Everyone, gateways: 2);
        await using var client = await SocketClient.ConnectAsync(server.Servers[1]);
        await client.SendAsync(new { type = "subscribe", channel = "operations" });
        await client.ReceiveAsync("subscribed");
        await client.RequestAsync("r1", "echo", new { text = "1" });

        var body = await EventAsync(client, body => Answers(body, "direct") == 1 && Connections(body) == 1);

        var process = Assert.Single(body.GetProperty("processes").EnumerateArray());
        Assert.Equal("live", process.GetProperty("state").GetString());
        Assert.Equal([0, 1], process.GetProperty("gateways").EnumerateArray().Select(gateway => gateway.GetProperty("api_id").GetInt32()));
        Assert.Equal(["gateway", "test"], process.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        using var http = new HttpClient { BaseAddress = server.Server };
        var once = await http.GetFromJsonAsync<JsonElement>("/api/operations", Token);
        Assert.Equal(1, Answers(once, "direct"));
        Assert.NotEmpty(once.GetProperty("history").EnumerateArray());
    }

    [Fact]
    public async Task Latency_of_requests_is_told_for_the_interval_that_they_were_in()
    {
        await using var server = await StartAsync(OperationsOptions.Everyone);
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.SendAsync(new { type = "subscribe", channel = "operations" });
        var asked = 0;

        // A channel leaves values out where its reader is slow, so one request alone might not be seen.
        JsonElement p99;
        while (!(await EventAsync(client, _ => true)).GetProperty("now").TryGetProperty("p99_ms", out p99))
        {
            await client.RequestAsync($"r{++asked}", "echo", new { text = "1" });
        }

        Assert.InRange(p99.GetDouble(), 0.001, 20_000);
        await EventAsync(client, body => !body.GetProperty("now").TryGetProperty("p99_ms", out _));
    }

    [Theory]
    [InlineData(OperationsOptions.SignedIn, HttpStatusCode.Unauthorized, "unauthenticated")]
    [InlineData(OperationsOptions.Nobody, HttpStatusCode.Forbidden, "forbidden")]
    public async Task Guest_is_refused_over_http_and_over_the_socket(string access, HttpStatusCode status, string type)
    {
        await using var server = await StartAsync(access);
        await using var client = await SocketClient.ConnectAsync(server.Server);
        using var http = new HttpClient { BaseAddress = server.Server };

        await client.SendAsync(new { type = "subscribe", channel = "operations" });
        var error = await client.ReceiveAsync("error");
        using var answer = await http.GetAsync(new Uri("/api/operations", UriKind.Relative), Token);

        Assert.Equal(("forbidden", "operations", false), (
            error.GetProperty("code").GetString(), error.GetProperty("channel").GetString(), error.GetProperty("retry").GetBoolean()));
        Assert.Equal(status, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(Problem.TypePrefix + type, problem.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"process_id":"x","host":"h","pid":1,"roles":null,"started_at":"2026-01-01T00:00:00Z","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"process_id":"x","host":"h","pid":1,"roles":[],"started_at":"2026-01-01T00:00:00Z","at":"2026-01-01T00:00:00Z","gateways":null}""")]
    public async Task Record_that_is_no_snapshot_is_passed_over(string value)
    {
        await using var server = await StartAsync(OperationsOptions.Everyone);
        var board = server.Services.GetRequiredService<OperationsBoard>();
        await GatewaySetWaiting.WaitAsync(() => board.Read().Processes.Count == 1, () => "nothing is published");

        await server.Services.GetRequiredService<ILog>().AppendAsync(
            Topics.Operations, new LogEntry("x"u8.ToArray(), Encoding.UTF8.GetBytes(value)), Token);
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.SendAsync(new { type = "subscribe", channel = "operations" });

        // What stands behind it is read: this client counts.
        var body = await EventAsync(client, body => Connections(body) == 1);
        Assert.Single(body.GetProperty("processes").EnumerateArray());
    }

    [Fact]
    public async Task Channel_with_parameters_is_unknown()
    {
        await using var server = await StartAsync(OperationsOptions.Everyone);
        await using var client = await SocketClient.ConnectAsync(server.Server);

        await client.SendAsync(new { type = "subscribe", channel = "operations/7" });

        Assert.Equal("unknown_channel", (await client.ReceiveAsync("error")).GetProperty("code").GetString());
    }

    private static Task<GatewayFixture> StartAsync(string access, int gateways = 1) => GatewayFixture.StartAsync(
        gateways,
        services: services => services.Configure<OperationsOptions>(options =>
        {
            options.Access = access;
            options.Interval = TimeSpan.FromMilliseconds(200);
        }),
        operations: true);

    private static async Task<JsonElement> EventAsync(SocketClient client, Func<JsonElement, bool> isIt)
    {
        while (true)
        {
            var body = (await client.ReceiveAsync("event")).GetProperty("body");
            if (isIt(body))
            {
                return body;
            }
        }
    }

    private static int Connections(JsonElement body) => body.GetProperty("now").GetProperty("connections").GetInt32();

    private static long Answers(JsonElement body, string way) => body.GetProperty("processes").EnumerateArray().Sum(process =>
        process.GetProperty("answers").TryGetProperty(way, out var count) ? count.GetProperty("total").GetInt64() : 0);
}
