using System.Net.Http.Json;
using System.Text.Json;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Identity;

/// <summary>A ticket is good for one hello, wherever.</summary>
public sealed class TicketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Second_hello_with_a_ticket_closes_with_4001_at_every_gateway_of_the_process(int other)
    {
        await using var gateway = await GatewayFixture.StartAsync(gateways: 2);
        var ticket = await SocketClient.TicketAsync(gateway.Server);

        await using var first = await HelloAsync(gateway.Servers[0], ticket);
        Assert.Equal("welcome", Type(await first.ReceiveAsync()));
        await using var second = await HelloAsync(gateway.Servers[other], ticket);

        Assert.Equal(4001, await second.ReceiveCloseAsync());
        await first.SendAsync(new { type = "ping" });
        Assert.Equal("pong", Type(await first.ReceiveAsync()));
    }

    [Fact]
    public async Task Ticket_of_one_process_is_good_at_another_and_then_spent_at_both()
    {
        await using var log = new InMemoryLog();
        await using var issuing = await StartAsync(log);
        await using var taking = await StartAsync(log);
        var ticket = await SocketClient.TicketAsync(issuing.Server);

        await using var first = await HelloAsync(taking.Server, ticket);
        Assert.Equal("welcome", Type(await first.ReceiveAsync()));
        await using var second = await HelloAsync(taking.Server, ticket);
        await using var third = await HelloAsync(issuing.Server, ticket);

        Assert.Equal(4001, await second.ReceiveCloseAsync());
        Assert.Equal(4001, await third.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Of_many_hellos_with_one_ticket_at_two_processes_at_once_one_is_welcomed()
    {
        await using var log = new InMemoryLog();
        await using var one = await StartAsync(log);
        await using var other = await StartAsync(log);
        var ticket = await SocketClient.TicketAsync(one.Server);
        var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => SocketClient.OpenAsync(number % 2 == 0 ? one.Server : other.Server)));

        var welcomed = await Task.WhenAll(sockets.Select(async socket =>
        {
            await socket.SendAsync(new { type = "hello", ticket });
            try
            {
                return Type(await socket.ReceiveAsync()) == "welcome";
            }
            catch (InvalidOperationException exception)
            {
                Assert.Contains("4001", exception.Message, StringComparison.Ordinal);
                return false;
            }
        }));

        Assert.Single(welcomed, true);
        await Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Spent_ticket_is_still_spent_after_a_restart()
    {
        var gateway = await GatewayFixture.StartAsync();
        var ticket = await SocketClient.TicketAsync(gateway.Server);
        await using (var first = await HelloAsync(gateway.Server, ticket))
        {
            await first.ReceiveAsync("welcome");
        }

        await using var back = await gateway.RestartAsync();
        await using var replay = await HelloAsync(back.Server, ticket);

        Assert.Equal(4001, await replay.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Ticket_that_the_log_does_not_take_closes_with_4100_and_the_next_one_is_good()
    {
        await using var log = new InMemoryLog();
        await using var gateway = await StartAsync(log);
        log.FailAppend = topic => topic == "homing.tickets" ? new LogException(LogError.Full, "full on purpose") : null;
        await using var refused = await HelloAsync(gateway.Server, await SocketClient.TicketAsync(gateway.Server));
        Assert.Equal(4100, await refused.ReceiveCloseAsync());

        log.FailAppend = null;
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        Assert.Equal(32, client.ClientId.Length);
    }

    [Fact]
    public async Task Session_pays_nothing_for_it()
    {
        await using var log = new InMemoryLog();
        await using var gateway = await StartAsync(log);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        log.FailAppend = topic => topic == "homing.tickets" ? new LogException(LogError.Full, "full on purpose") : null;

        await using var back = await SocketClient.ResumeAsync(gateway.Server, client.Session);

        Assert.Equal(client.ClientId, back.ClientId);
    }

    [Fact]
    public async Task Tickets_are_not_kept_by_anybody_on_the_way_and_each_is_for_a_client_of_its_own()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Server };

        using var one = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null, Token);
        using var other = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null, Token);

        Assert.True(one.Headers.CacheControl!.NoStore);
        Assert.NotEqual(await ClientIdAsync(one), await ClientIdAsync(other));
    }

    private static async Task<string> ClientIdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("client_id").GetString()!;

    private static async Task<SocketClient> HelloAsync(Uri server, string ticket)
    {
        var client = await SocketClient.OpenAsync(server);
        await client.SendAsync(new { type = "hello", ticket });
        return client;
    }

    private static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    private static Task<GatewayFixture> StartAsync(InMemoryLog log) =>
        GatewayFixture.StartAsync(services: services => services.AddSingleton<ILog>(log));
}
