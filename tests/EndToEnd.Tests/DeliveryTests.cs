using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>A delivery as an outsider sees it: asked for over HTTP, followed over the socket, looked back at after a restart.</summary>
public sealed class DeliveryTests
{
    private const string Fast = "--Homing:Deliveries:SpeedMps=600";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ride_is_started_once_followed_to_its_end_and_still_there_after_a_restart()
    {
        using var data = new DataFolder();
        string ride, track, insights;
        await using (var server = await ServerProcess.UpAsync(data.Path, 1, Fast))
        {
            using var http = new HttpClient { BaseAddress = server.Server };
            await using var client = await SocketClient.ConnectAsync(server.Server);
            await client.SendAsync(new { type = "subscribe", channel = "deliveries/1" });
            await client.ReceiveAsync("subscribed");

            var first = await StartAsync(http, "ana");
            var second = await StartAsync(http, "bob");
            Assert.Equal((202, 409), (first.Status, second.Status));
            Assert.Equal("urn:problem-type:homing:under-way", second.Body.GetProperty("type").GetString());
            ride = first.Body.GetProperty("ride_id").GetString()!;

            JsonElement seen;
            do
            {
                seen = (await client.ReceiveAsync("event")).GetProperty("body");
                Assert.Equal((ride, "1"), (seen.GetProperty("ride_id").GetString(), seen.GetProperty("route_id").GetString()));
            }
            while (!seen.GetProperty("finished").GetBoolean());

            Assert.Equal((-15.82942, -47.92765), (seen.GetProperty("lat").GetDouble(), seen.GetProperty("lng").GetDouble()));
            (track, insights) = await LookBackAsync(http, ride);
            Assert.Equal(0, await server.StopAsync());
        }

        await using (var server = await ServerProcess.UpAsync(data.Path, 1, Fast))
        {
            using var http = new HttpClient { BaseAddress = server.Server };

            Assert.Equal((track, insights), await LookBackAsync(http, ride));
            Assert.Equal(202, (await StartAsync(http, "cem")).Status);
        }
    }

    [Fact]
    public async Task Ride_is_started_over_the_socket_by_the_client_that_asks()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, Fast);
        await using var client = await SocketClient.ConnectAsync(server.Server);

        await client.RequestAsync("r1", "deliveries.start", new { routeId = "2" });
        var started = (await client.ReceiveAsync("response")).GetProperty("body");
        await client.RequestAsync("r2", "deliveries.start", new { routeId = "none" });
        var refused = (await client.ReceiveAsync("response")).GetProperty("error");

        Assert.Equal(client.ClientId, started.GetProperty("client_id").GetString());
        Assert.Equal((404, "routeId: there is no route 'none'"), (
            refused.GetProperty("status").GetInt32(), refused.GetProperty("detail").GetString()));
    }

    private static async Task<(int Status, JsonElement Body)> StartAsync(HttpClient http, string clientId)
    {
        using var content = new StringContent(
            $$"""{"routeId":"1","clientId":"{{clientId}}"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/deliveries", UriKind.Relative), content, Cancelled);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
    }

    /// <summary>The track, whole, and the totals once the ride has been counted.</summary>
    private static async Task<(string Track, string Totals)> LookBackAsync(HttpClient http, string ride)
    {
        JsonElement state;
        do
        {
            state = await http.GetFromJsonAsync<JsonElement>("/api/deliveries/1", Cancelled);
        }
        while (state.GetProperty("state").GetString() != "finished");

        var track = await http.GetFromJsonAsync<JsonElement>("/api/deliveries/1/track", Cancelled);
        var properties = track.GetProperty("properties");
        Assert.Equal(ride, properties.GetProperty("ride_id").GetString());
        Assert.Equal("finished", properties.GetProperty("state").GetString());

        // 1,874.2 m at 600 m/s: a position each 300 m, and the end.
        var line = track.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().ToArray();
        Assert.Equal(8, line.Length);
        Assert.Equal("[-47.92923,-15.82594]", line[0].GetRawText());
        Assert.Equal("[-47.92765,-15.82942]", line[^1].GetRawText());
        Assert.Equal(8, properties.GetProperty("times").GetArrayLength());

        JsonElement insights;
        do
        {
            // 503 until the past has been read after a start.
            using var answer = await http.GetAsync(new Uri("/api/insights/deliveries", UriKind.Relative), Cancelled);
            insights = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        }
        while (!insights.TryGetProperty("totals", out var totals) || totals.GetProperty("finished").GetInt32() == 0);

        var counted = insights.GetProperty("totals");
        Assert.Equal((1, 1, 8), (
            counted.GetProperty("started").GetInt32(), counted.GetProperty("finished").GetInt32(),
            counted.GetProperty("positions").GetInt32()));
        return (track.GetRawText(), counted.GetRawText());
    }
}
