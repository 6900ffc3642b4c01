using System.Net;
using Homing.Gateway.Operations;
using Homing.Leases;
using Homing.Log;
using Homing.Operations;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Operations;

/// <summary>Gateways that are ended on purpose, in this process and in others: two servers on one log and one list of leases.</summary>
public sealed class GatewayDrillsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drained_gateway_sends_its_clients_away_frees_its_id_and_comes_back()
    {
        await using var server = await StartAsync(gateways: 2);
        await using var client = await SocketClient.ConnectAsync(server.Servers[1]);
        var gateway = server.Services.GetRequiredService<GatewaySet>().Find(1)!;

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(server, "1/drain?pause_ms=300"));

        await client.ReceiveAsync("goaway");
        Assert.Equal(4200, await client.ReceiveCloseAsync());
        await GatewaySetWaiting.WaitAsync(() => gateway.Lease is null, () => "it still has its id");
        await GatewaySetWaiting.WaitAsync(() => gateway.IsServing, () => "it does not come back");
        var lease = gateway.Lease!.Lease;
        Assert.Equal(1, lease.Id);
        Assert.True(lease.Epoch > client.Welcome.GetProperty("epoch").GetInt64());
        Assert.False(gateway.IsDraining);
    }

    [Fact]
    public async Task Answer_under_way_at_a_drained_gateway_finds_its_client_at_another()
    {
        await using var server = await StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[1]);
        await client.RequestAsync("r1", "wait", new { text = "1" });
        await client.ReceiveAsync("accepted");

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(server, "1/drain?pause_ms=60000"));
        await client.ReceiveAsync("goaway");
        await using var back = await SocketClient.ResumeAsync(server.Servers[0], client.Session, "r1");
        server.OpenGate();

        Assert.Equal("r1", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Stop_during_a_drill_is_a_stop()
    {
        await using var server = await StartAsync(gateways: 1);
        var gateway = server.Services.GetRequiredService<GatewaySet>().All[0];
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(server, "0/drain?pause_ms=600000"));
        await GatewaySetWaiting.WaitAsync(() => gateway.Lease is null, () => "it still has its id");

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.True(gateway.IsDraining);
        Assert.Null(gateway.Lease);
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("drain")]
    public async Task Drill_for_a_gateway_of_another_process_is_asked_for_there(string drill)
    {
        await using var first = await StartAsync(gateways: 1);
        await using var second = await StartBesideAsync(first);
        var gateway = second.Services.GetRequiredService<GatewaySet>().All[0];
        var before = gateway.Lease!.Lease;

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(first, $"{before.Id}/{drill}?pause_ms=100"));

        await GatewaySetWaiting.WaitAsync(
            () => gateway.Lease is { } now && now.Lease != before, () => "it was not ended, or does not come back");
        Assert.True(first.Services.GetRequiredService<GatewaySet>().All[0].IsServing);
    }

    [Fact]
    public async Task Drill_that_was_forwarded_is_not_forwarded_again()
    {
        await using var first = await StartAsync(gateways: 1);
        await using var second = await StartBesideAsync(first);
        var other = second.Services.GetRequiredService<GatewaySet>().All[0].Lease!.Lease;

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(first, $"{other.Id}/crash", forwarded: true));
        Assert.True(second.Services.GetRequiredService<GatewaySet>().All[0].IsServing);
    }

    [Fact]
    public async Task Holder_that_cannot_be_reached_is_said()
    {
        await using var server = await StartAsync(gateways: 1);
        var lease = await server.Services.GetRequiredService<ILeaseStore>().AcquireAsync(
            new LeaseHolder("http://127.0.0.1:1/"), TimeSpan.FromMinutes(1), Token);

        Assert.Equal(HttpStatusCode.BadGateway, await PostAsync(server, $"{lease.Id}/crash"));
    }

    [Fact]
    public async Task Each_process_shows_the_gateways_of_all()
    {
        await using var first = await StartAsync(gateways: 1);
        await using var second = await StartBesideAsync(first);
        var board = first.Services.GetRequiredService<OperationsBoard>();

        await GatewaySetWaiting.WaitAsync(
            () => Gateways(board) is [0, 1], () => "it shows: " + string.Join(", ", Gateways(board)));
        await second.StopAsync();

        await GatewaySetWaiting.WaitAsync(
            () => board.Read().Processes is [{ State: "live" }, { State: "stopped" }],
            () => string.Join(", ", board.Read().Processes));
    }

    private static IReadOnlyList<int> Gateways(OperationsBoard board) =>
        [.. board.Read().Processes.SelectMany(process => process.Gateways).Select(gateway => gateway.ApiId ?? -1).Order()];

    private static Task<GatewayFixture> StartAsync(int gateways, Action<IServiceCollection>? services = null) => GatewayFixture.StartAsync(
        gateways,
        options => options.AllowDrills = true,
        collection =>
        {
            services?.Invoke(collection);
            collection.Configure<LeaseOptions>(lease => lease.TimeToLive = TimeSpan.FromSeconds(1));
            collection.Configure<OperationsOptions>(options => options.Interval = TimeSpan.FromMilliseconds(200));
        },
        operations: true);

    private static Task<GatewayFixture> StartBesideAsync(GatewayFixture first) => StartAsync(1, services =>
    {
        services.AddSingleton(first.Services.GetRequiredService<ILog>());
        services.AddSingleton(first.Services.GetRequiredService<ILeaseStore>());
    });

    private static async Task<HttpStatusCode> PostAsync(GatewayFixture server, string path, bool forwarded = false)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Server, "api/gateways/" + path));
        if (forwarded)
        {
            request.Headers.Add(GatewayDrills.ForwardedHeader, "1");
        }

        using var answer = await http.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
