using Homing.Leases;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Newer_connection_of_the_same_client_closes_the_older_with_4003()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var older = await SocketClient.ConnectAsync(gateway.Server);
        await using var newer = await SocketClient.ResumeAsync(gateway.Server, older.Session);

        Assert.Equal(4003, await older.ReceiveCloseAsync());
        Assert.Equal(older.ClientId, newer.ClientId);
        Assert.True(newer.Welcome.GetProperty("resumed").GetBoolean());
        await newer.RequestAsync("r1", "who", new { text = "" });
        Assert.Equal(
            older.ClientId, (await newer.ReceiveAsync("response")).GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Session_resumes_at_any_gateway_and_pending_ids_are_told()
    {
        await using var gateway = await GatewayFixture.StartAsync(gateways: 3);
        await using var client = await SocketClient.ConnectAsync(gateway.Servers[0]);
        client.Abort();

        await using var again = await SocketClient.ResumeAsync(gateway.Servers[2], client.Session, "r1", "r2");
        var first = await again.ReceiveAsync("status");
        var second = await again.ReceiveAsync("status");

        Assert.Equal(client.ClientId, again.ClientId);
        Assert.Equal(2, again.Welcome.GetProperty("api_id").GetInt32());
        Assert.Equal(["r1", "r2"], new[] { first, second }.Select(status => status.GetProperty("id").GetString()));
        Assert.All([first, second], status => Assert.Equal("unknown", status.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Socket_is_served_alike_with_and_without_the_http_server_under_it(bool direct)
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options => options.DirectUpgrade = direct);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "echo", new { text = new string('x', 50_000) });
        var response = await client.ReceiveAsync("response");

        Assert.Equal(50_000, response.GetProperty("body").GetProperty("text").GetString()!.Length);
        await client.CloseAsync();
    }

    [Fact]
    public async Task Client_that_closes_is_answered_with_a_close_and_forgotten()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");

        await client.CloseAsync();

        await gateway.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
    }

    [Fact]
    public async Task Gateways_list_the_living_with_their_connections()
    {
        await using var gateway = await GatewayFixture.StartAsync(gateways: 2);
        using var http = new HttpClient { BaseAddress = gateway.Server };

        var text = await http.GetStringAsync(new Uri("/api/gateways", UriKind.Relative), TestContext.Current.CancellationToken);
        var list = System.Text.Json.JsonDocument.Parse(text).RootElement;

        Assert.Equal([0, 1], list.EnumerateArray().Select(item => item.GetProperty("api_id").GetInt32()));
        Assert.Equal(
            gateway.Servers.Select(server => server.Port),
            list.EnumerateArray().Select(item => new Uri(item.GetProperty("url").GetString()!).Port));
    }

    [Fact]
    public async Task Stopping_sends_clients_away_answers_what_is_in_flight_and_closes_with_4200()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "wait", new { text = "in flight" });
        await client.ReceiveAsync("accepted");

        var stopping = gateway.StopAsync();
        var goaway = await client.ReceiveAsync("goaway");
        await client.RequestAsync("r2", "echo", new { text = "too late" });
        var refused = await client.ReceiveAsync("error");
        gateway.OpenGate();
        var answered = await client.ReceiveAsync("response");

        Assert.True(goaway.GetProperty("window_ms").GetInt64() > 0);
        Assert.Equal("draining", refused.GetProperty("code").GetString());
        Assert.True(refused.GetProperty("retry").GetBoolean());
        Assert.Equal("r1", answered.GetProperty("id").GetString());
        Assert.Equal(4200, await client.ReceiveCloseAsync());
        await stopping;
        Assert.Empty(await gateway.Services.GetRequiredService<ILeaseStore>().ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Losing_the_id_closes_with_4201_and_the_gateway_serves_again_under_a_new_one()
    {
        var store = new RefusingLeaseStore();
        await using var gateway = await GatewayFixture.StartAsync(services: services =>
        {
            services.AddSingleton<ILeaseStore>(store);
            services.Configure<LeaseOptions>(options => options.TimeToLive = TimeSpan.FromSeconds(1));
        });
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        store.RefuseRenewals();

        Assert.Equal(4201, await client.ReceiveCloseAsync());
        await store.Granted(2);
        await gateway.Services.GetRequiredService<GatewaySet>().WaitForServingAsync();
        await using var again = await SocketClient.ResumeAsync(gateway.Server, client.Session);
        Assert.True(again.Welcome.GetProperty("epoch").GetInt64() > client.Welcome.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task Client_that_is_silent_for_too_long_is_closed_with_4101()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            configure: options => options.PingInterval = TimeSpan.FromSeconds(1));
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        Assert.Equal(4101, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData("homing.v2")]
    [InlineData("graphql-ws")]
    public async Task Other_subprotocol_is_refused_with_a_problem(string offered)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Server, "/ws"));
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Add("Sec-WebSocket-Protocol", offered);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("homing.v1", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
