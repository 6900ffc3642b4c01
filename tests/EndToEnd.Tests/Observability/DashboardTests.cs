using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests.Observability;

/// <summary>A real Prometheus with the shipped rules is asked what the dashboards ask, of a process in which something goes on.</summary>
public sealed class DashboardTests
{
    /// <summary>What needs a server that this process does without, or a report's lifetime to end.</summary>
    private static readonly string[] Absent =
        ["homing_leases_redis_", "homing_log_append_duration_", "homing_log_broker_errors_", "homing_reports_cleaned_"];

    private const int LooksAnOrder = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_panel_has_something_to_show()
    {
        var program = PrometheusServer.Find();
        Assert.SkipWhen(program is null, "Prometheus is not installed here.");
        using var data = new DataFolder();
        await DeadLetters.PoisonAsync(data.Path, Token);
        await using var server = await ServerProcess.UpAsync(
            data.Path, 1, "--Homing:Demo:Password=chosen", "--Homing:Provider:Duration=00:00:03", "--Homing:Deliveries:Partitions=1");
        await using var prometheus = PrometheusServer.Start(program!, "127.0.0.1:1", server.Server);
        using var http = await SignInAsync(server);
        await using var client = await SocketClient.ConnectAsync(
            server.Server, ("Authorization", http.DefaultRequestHeaders.Authorization!.ToString()));
        await MakeSomethingHappenAsync(http, client);
        var acknowledged = AcknowledgePushAsync(client);

        // A report that is being made is shown while it is, and what came between two looks is a rate of nothing: so each query counts
        // that had something to show at some time, and reports are ordered again and again.
        var left = ShippedDashboards.Queries.ToList();
        var looks = 0;
        await prometheus.UntilAsync(
            () => "every panel had something to show, not so " + string.Join('\n', left),
            async () =>
            {
                if (++looks % LooksAnOrder == 0)
                {
                    await OrderAsync(http, $"another-{looks}");
                }

                foreach (var query in left.ToArray())
                {
                    if (await prometheus.CountAsync(query.Expression) > 0)
                    {
                        left.Remove(query);
                    }
                }

                return left.All(query => Absent.Any(name => query.Expression.Contains(name, StringComparison.Ordinal)));
            },
            Token);
        Assert.Equal(Absent.Length, left.Count);
        await acknowledged;
    }

    [Fact]
    public async Task Query_that_is_none_is_refused()
    {
        var program = PrometheusServer.Find();
        Assert.SkipWhen(program is null, "Prometheus is not installed here.");
        await using var prometheus = PrometheusServer.Start(program!, "127.0.0.1:1");
        await prometheus.UntilAsync("it answers", async () => await prometheus.CountAsync("vector(1)") == 1, Token);

        Assert.Equal(0, await prometheus.CountAsync("homing_gateway_connections"));
        await Assert.ThrowsAsync<HttpRequestException>(() => prometheus.CountAsync(ShippedDashboards.Queries[0].Expression + ")"));
    }

    private static async Task MakeSomethingHappenAsync(HttpClient http, SocketClient client)
    {
        foreach (var channel in (string[])["parking.nearby?lat=41.0&lng=29.0", "deliveries/1",
            "deliveries?west=-48&south=-16&east=-47&north=-15&width=800&height=600"])
        {
            await client.SendAsync(new { type = "subscribe", channel });
        }

        await client.SendAsync(new { type = "request", id = "1", op = "parking.nearby", body = new { lat = 41.0, lng = 29.0 } });
        var response = await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ack", seq = response.GetProperty("seq").GetInt64() });
        using var ride = await http.PostAsJsonAsync("/api/deliveries", new { routeId = "1", clientId = client.ClientId }, Token);
        ride.EnsureSuccessStatusCode();
        await OrderAsync(http, "first");
    }

    private static async Task OrderAsync(HttpClient http, string key)
    {
        using var order = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/reports", UriKind.Relative))
        {
            Content = JsonContent.Create(new { kind = "top-games", title = "Best of 2015", parameters = new { year = 2015, limit = 10 } }),
        };
        order.Headers.Add("Idempotency-Key", key);
        using var ordered = await http.SendAsync(order, Token);
        ordered.EnsureSuccessStatusCode();
    }

    /// <summary>The popup that says that the report is there.</summary>
    private static async Task AcknowledgePushAsync(SocketClient client)
    {
        var push = await client.ReceiveAsync("push");
        await client.SendAsync(new { type = "ack", seq = push.GetProperty("seq").GetInt64() });
    }

    private static async Task<HttpClient> SignInAsync(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Server };
        using var answer = await http.PostAsJsonAsync("/api/sign-in", new { user = "ceo", password = "chosen" }, Token);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("access_token").GetString());
        return http;
    }
}
