using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Gateway.Connections;
using Homing.Gateway.Limits;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Limits;

/// <summary>What clients see of limits.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_beyond_the_rate_is_refused_with_when_to_come_again_and_is_then_taken()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await StartAsync(limits => limits.RequestsPerConnection = 1, time);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "1" });
        await client.RequestAsync("r2", "echo", new { text = "2" });
        await client.RequestAsync("r3", "echo", new { text = "3" });

        var error = await client.ReceiveAsync("error");
        Assert.Equal(
            ("r3", "rate_limited", true, 1000),
            (error.GetProperty("id").GetString(), error.GetProperty("code").GetString(),
                error.GetProperty("retry").GetBoolean(), error.GetProperty("retry_after_ms").GetInt32()));
        time.Advance(TimeSpan.FromSeconds(1));
        await client.RequestAsync("r3", "echo", new { text = "3" });

        var answered = new HashSet<string?>();
        while (answered.Count < 3)
        {
            answered.Add((await client.ReceiveAsync("response")).GetProperty("id").GetString());
        }

        Assert.Equal(["r1", "r2", "r3"], answered.Order());
    }

    [Fact]
    public async Task Who_goes_on_far_beyond_it_is_closed_with_4102_and_nobody_else_notices()
    {
        await using var gateway = await StartAsync(
            limits => limits.RequestsPerConnection = 1, new FakeTimeProvider(), options => options.MaxInFlight = 10);
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var flooder = await SocketClient.ConnectAsync(gateway.Server);

        for (var number = 0; number < 23; number++)
        {
            await flooder.RequestAsync($"r{number}", "echo", new { text = "flood" });
        }

        Assert.Equal(4102, await flooder.ReceiveCloseAsync());
        await bystander.RequestAsync("r1", "echo", new { text = "calm" });
        Assert.Equal("r1", (await bystander.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Connections_of_a_user_share_the_users_rate_and_others_have_their_own()
    {
        await using var gateway = await StartAsync(limits => limits.RequestsPerUser = 1, new FakeTimeProvider());
        var ana = await gateway.SignInAsync("ana");
        await using var one = await SocketClient.ConnectAsync(gateway.Server, ana);
        await using var two = await SocketClient.ConnectAsync(gateway.Server, ana);
        await using var bob = await SocketClient.ConnectAsync(gateway.Server, await gateway.SignInAsync("bob"));
        await one.RequestAsync("r1", "echo", new { text = "1" });
        await one.ReceiveAsync("response");
        await two.RequestAsync("r2", "echo", new { text = "2" });
        await two.ReceiveAsync("response");

        await two.RequestAsync("r3", "echo", new { text = "3" });
        await bob.RequestAsync("r4", "echo", new { text = "4" });

        Assert.Equal("rate_limited", (await two.ReceiveAsync("error")).GetProperty("code").GetString());
        Assert.Equal("r4", (await bob.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_asks_nothing_for_a_while_costs_nothing()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await StartAsync(limits => limits.RequestsPerUser = 100, time);
        await using var client = await SocketClient.ConnectAsync(gateway.Server, await gateway.SignInAsync("ana"));
        var connection = gateway.Services.GetRequiredService<ConnectionTable>().All.Single();
        Assert.Null(connection.Pace);
        await client.RequestAsync("r1", "echo", new { text = "1" });
        var answer = await client.ReceiveAsync("response");
        Assert.NotNull(connection.Pace);
        await client.SendAsync(new { type = "ack", seq = answer.GetProperty("seq").GetInt64() });

        time.Advance(TimeSpan.FromSeconds(5));
        connection.Expire(time.GetUtcNow(), time.GetTimestamp());

        Assert.Null(connection.Pace);
    }

    [Fact]
    public async Task Connection_beyond_the_addresss_share_closes_with_4102_and_has_room_when_another_leaves()
    {
        await using var gateway = await StartAsync(limits => limits.ConnectionsPerAddress = 2, TimeProvider.System);
        await using var one = await SocketClient.ConnectAsync(gateway.Server);
        var two = await SocketClient.ConnectAsync(gateway.Server);
        await using (var refused = await SocketClient.OpenAsync(gateway.Server))
        {
            Assert.Equal(4102, await refused.ReceiveCloseAsync());
        }

        await two.CloseAsync();
        var addresses = gateway.Services.GetRequiredService<AddressConnections>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        IDisposable? room;
        while (!addresses.TryEnter(IPAddress.Loopback, out room))
        {
            await timer.WaitForNextTickAsync(Token);
        }

        room!.Dispose();
        await using var three = await SocketClient.ConnectAsync(gateway.Server);
    }

    [Fact]
    public async Task Ticket_beyond_the_addresss_rate_is_refused_with_429_until_its_time()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await StartAsync(limits => limits.TicketsPerAddress = 2, time);
        using var http = new HttpClient { BaseAddress = gateway.Server };
        Assert.Equal((200, 200), (await StatusAsync(http), await StatusAsync(http)));

        using var refused = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null, Token);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal("urn:problem-type:homing:rate-limited", problem.GetProperty("type").GetString());

        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((200, 429), (await StatusAsync(http), await StatusAsync(http)));
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.0/8", 200)]
    [InlineData("10.0.0.0/8", 429)]
    [InlineData(null, 429)]
    public async Task Address_behind_a_proxy_counts_where_the_proxy_is_trusted(string? proxy, int status)
    {
        await using var gateway = await StartAsync(
            limits =>
            {
                limits.TicketsPerAddress = 1;
                if (proxy is not null)
                {
                    limits.TrustedProxies.Add(proxy);
                }
            },
            TimeProvider.System);
        using var http = new HttpClient { BaseAddress = gateway.Server };
        Assert.Equal(200, await StatusAsync(http, "203.0.113.1"));

        Assert.Equal(status, await StatusAsync(http, "203.0.113.2"));
        Assert.Equal(429, await StatusAsync(http, "203.0.113.1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_behind_a_trusted_proxy_count_for_who_is_behind_it(bool direct)
    {
        await using var gateway = await StartAsync(
            limits =>
            {
                limits.ConnectionsPerAddress = 1;
                limits.TrustedProxies.Add("127.0.0.1");
            },
            TimeProvider.System,
            options => options.DirectUpgrade = direct);
        await using var one = await SocketClient.ConnectAsync(gateway.Server, ("X-Forwarded-For", "203.0.113.1"));
        await using var other = await SocketClient.ConnectAsync(gateway.Server, ("X-Forwarded-For", "203.0.113.2"));

        await using var refused = await SocketClient.OpenAsync(gateway.Server, ("X-Forwarded-For", "203.0.113.1"));

        Assert.Equal(4102, await refused.ReceiveCloseAsync());
    }

    [Fact]
    public void Of_an_IPv6_address_the_network_counts_and_an_IPv4_one_is_the_same_in_both_spellings()
    {
        Assert.Equal(Key("2001:db8:1:2::1"), Key("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Key("2001:db8:1:2::1"), Key("2001:db8:1:3::1"));
        Assert.Equal(Key("192.0.2.1"), Key("::ffff:192.0.2.1"));
        Assert.NotEqual(Key("192.0.2.1"), Key("192.0.2.2"));
    }

    [Fact]
    public async Task Proxy_that_is_no_address_stops_the_start_and_is_named()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(limits => limits.TrustedProxies.Add("proxy.example"), TimeProvider.System));

        Assert.Contains("TrustedProxies holds 'proxy.example'", exception.Message, StringComparison.Ordinal);
    }

    private static UInt128 Key(string address) => AddressLimiter.KeyOf(IPAddress.Parse(address));

    private static async Task<int> StatusAsync(HttpClient http, string? forwardedFor = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/tickets", UriKind.Relative));
        if (forwardedFor is not null)
        {
            call.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        using var answer = await http.SendAsync(call, Token);
        return (int)answer.StatusCode;
    }

    // Only what limits is on the clock that is given: the rest of the gateway needs one that goes.
    private static Task<GatewayFixture> StartAsync(
        Action<LimitOptions> configure, TimeProvider time, Action<GatewayOptions>? gateway = null) =>
        GatewayFixture.StartAsync(configure: gateway, services: services =>
        {
            services.Configure(configure);
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RequestLimits>(provider, time));
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TicketLimit>(provider, time));
        });
}
