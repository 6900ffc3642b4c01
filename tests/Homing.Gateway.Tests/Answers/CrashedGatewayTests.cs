using System.Net;
using Homing.Leases;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

/// <summary>One of the gateways ends without a word.</summary>
public sealed class CrashedGatewayTests
{
    [Fact]
    public async Task Answers_in_the_topic_of_a_gateway_that_is_gone_are_adopted_by_a_survivor()
    {
        await using var server = await StartAsync(gateways: 3);
        var client = await SocketClient.ConnectAsync(server.Servers[2]);
        await client.RequestAsync("unacknowledged", "echo", new { text = "1" });
        await client.ReceiveAsync("response");
        await client.RequestAsync("under-way", "wait", new { text = "2" });
        await client.ReceiveAsync("accepted");

        await CrashAsync(server, apiId: 2);
        server.OpenGate();
        await using var back = await SocketClient.ResumeAsync(server.Servers[0], client.Session, "unacknowledged", "under-way");

        var ids = new[] { await ReceiveIdAsync(back), await ReceiveIdAsync(back) };
        Assert.Equal(["unacknowledged", "under-way"], ids.Order());
    }

    [Fact]
    public async Task Successor_of_an_id_treats_what_its_predecessor_left_as_not_its_own()
    {
        await using var server = await StartAsync(gateways: 1);
        var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "echo", new { text = "1" });
        await client.ReceiveAsync("response");
        await client.RequestAsync("r2", "wait", new { text = "2" });
        await client.ReceiveAsync("accepted");

        // Back only when the lease has run out, so that it takes the same id.
        await CrashAsync(server, apiId: 0, pauseMs: 1500);
        await server.Services.GetRequiredService<GatewaySet>().WaitForServingAsync();
        await using var back = await SocketClient.ResumeAsync(server.Server, client.Session, "r1", "r2");
        Assert.Equal("r1", await ReceiveIdAsync(back));
        server.OpenGate();

        Assert.Equal("r2", await ReceiveIdAsync(back));
        Assert.Equal(0, back.Welcome.GetProperty("api_id").GetInt32());
        Assert.True(back.Welcome.GetProperty("epoch").GetInt64() > client.Welcome.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task Drill_for_an_id_that_nobody_holds_is_not_found_and_none_is_there_unless_allowed()
    {
        await using var server = await StartAsync(gateways: 1);
        await using var without = await GatewayFixture.StartAsync();
        using var http = new HttpClient();

        using var unknown = await http.PostAsync(new Uri(server.Server, "api/gateways/7/crash"), null, TestContext.Current.CancellationToken);
        using var forbidden = await http.PostAsync(new Uri(without.Server, "api/gateways/0/crash"), null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, forbidden.StatusCode));
        Assert.True(without.Services.GetRequiredService<GatewaySet>().All[0].IsServing);
    }

    private static Task<GatewayFixture> StartAsync(int gateways) => GatewayFixture.StartAsync(
        gateways,
        options => options.AllowDrills = true,
        services => services.Configure<LeaseOptions>(lease => lease.TimeToLive = TimeSpan.FromSeconds(1)));

    private static async Task CrashAsync(GatewayFixture server, int apiId, int pauseMs = 100)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(server.Server, $"api/gateways/{apiId}/crash?pause_ms={pauseMs}"), null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await server.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
    }

    private static async Task<string> ReceiveIdAsync(SocketClient client) =>
        (await client.ReceiveAsync("response")).GetProperty("id").GetString()!;
}
