using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Homing.Gateway.Connections;
using Homing.Gateway.Identity;
using Homing.Leases;
using Homing.Streams;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Identity;

/// <summary>A client belongs to its user.</summary>
public sealed class UserTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_is_the_signed_in_users_and_a_guests_is_its_own()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var user = await SocketClient.ConnectAsync(gateway.Server, await gateway.SignInAsync("ana"));
        await using var guest = await SocketClient.ConnectAsync(gateway.Server);

        Assert.Equal("ana", UserOf(gateway, user));
        Assert.Equal(guest.ClientId, UserOf(gateway, guest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_or_ticket_of_another_user_than_the_cookies_closes_with_4001(bool direct)
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options => options.DirectUpgrade = direct);
        var (ana, bob) = (await gateway.SignInAsync("ana"), await gateway.SignInAsync("bob"));
        await using var victim = await SocketClient.ConnectAsync(gateway.Server, ana);
        await using var bySession = await SocketClient.OpenAsync(gateway.Server, bob);
        await using var byTicket = await SocketClient.OpenAsync(gateway.Server, bob);

        await bySession.SendAsync(new { type = "hello", session = victim.Session });
        await byTicket.SendAsync(new { type = "hello", ticket = await SocketClient.TicketAsync(gateway.Server, ana) });

        Assert.Equal(4001, await bySession.ReceiveCloseAsync());
        Assert.Equal(4001, await byTicket.ReceiveCloseAsync());
        await victim.SendAsync(new { type = "ping" });
        Assert.Equal("pong", (await victim.ReceiveAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Guests_session_is_of_no_use_once_somebody_signed_in_and_the_new_client_is_another()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var guest = await SocketClient.ConnectAsync(gateway.Server);
        var ana = await gateway.SignInAsync("ana");
        await using var fixated = await SocketClient.OpenAsync(gateway.Server, ana);

        await fixated.SendAsync(new { type = "hello", session = guest.Session });
        Assert.Equal(4001, await fixated.ReceiveCloseAsync());
        await using var user = await SocketClient.ConnectAsync(gateway.Server, ana);

        Assert.NotEqual(guest.ClientId, user.ClientId);
        Assert.Equal(guest.ClientId, UserOf(gateway, guest));
    }

    [Fact]
    public async Task Session_stays_its_users_wherever_it_is_shown()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var user = await SocketClient.ConnectAsync(gateway.Server, await gateway.SignInAsync("ana"));

        await using var finder = await SocketClient.ResumeAsync(gateway.Server, user.Session);

        Assert.Equal((user.ClientId, "ana"), (finder.ClientId, UserOf(gateway, finder)));
        Assert.Equal(4003, await user.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Channels_know_the_roles_of_who_watches_wherever_they_come_back()
    {
        var channel = new RolesChannel();
        await using var gateway = await GatewayFixture.StartAsync(
            gateways: 2, services: services => services.AddSingleton<IChannelSource>(channel));
        await using var user = await SocketClient.ConnectAsync(gateway.Servers[0], await gateway.SignInAsync("ana"));
        await using var guest = await SocketClient.ConnectAsync(gateway.Server);

        Assert.Equal(["role-of-ana", "user"], await RolesAsync(user));
        await using var back = await SocketClient.ResumeAsync(gateway.Servers[1], user.Session);
        Assert.Equal(["role-of-ana", "user"], await RolesAsync(back));
        Assert.Empty(await RolesAsync(guest));

        static async Task<IEnumerable<string?>> RolesAsync(SocketClient client)
        {
            await client.SendAsync(new { type = "subscribe", channel = "roles" });
            return (await client.ReceiveAsync("event")).GetProperty("body").EnumerateArray().Select(role => role.GetString());
        }
    }

    [Fact]
    public async Task Forged_cookie_is_a_guest_and_where_guests_are_not_allowed_nobody()
    {
        await using var open = await GatewayFixture.StartAsync();
        await using var closed = await GatewayFixture.StartAsync(configure: options => options.AllowGuests = false);
        var forged = ("Cookie", (await open.SignInAsync("ana")).Value[..^9] + "AAAAAAAAA");
        await using var guest = await SocketClient.ConnectAsync(open.Server, forged);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = closed.Server };
        http.DefaultRequestHeaders.Add(forged.Item1, forged.Item2);

        using var refused = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null, Token);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Token);

        Assert.Equal(guest.ClientId, UserOf(open, guest));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal("urn:problem-type:homing:unauthenticated", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Token_that_is_not_one_gets_no_guests_ticket()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Server };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer forged");

        using var refused = await http.PostAsync(new Uri("/api/tickets", UriKind.Relative), null, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Session_that_has_expired_or_was_sealed_by_other_keys_closes_with_4001()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var options = gateway.Services.GetRequiredService<IOptions<GatewayOptions>>();
        var client = new ClientSession(new ClientIdentity(Guid.NewGuid().ToString("N"), "ana"), new Lease(0, 1), 1);
        var earlier = new ClientTickets(
            gateway.Services.GetRequiredService<IDataProtectionProvider>(),
            options,
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25)));
        var stranger = new ClientTickets(new EphemeralDataProtectionProvider(), options, TimeProvider.System);

        foreach (var session in new[] { earlier.IssueSession(client), stranger.IssueSession(client) })
        {
            await using var socket = await SocketClient.OpenAsync(gateway.Server);
            await socket.SendAsync(new { type = "hello", session });
            Assert.Equal(4001, await socket.ReceiveCloseAsync());
        }
    }

    /// <summary>Tells each who watches it their own roles.</summary>
    private sealed class RolesChannel : IChannelSource, IChannelWatch
    {
        public string Name => "roles";

        public ChannelPosition Position => new(1, 1);

        public bool Recovered => false;

        public IChannelWatch Watch(ChannelRequest request, IChannelWatcher watcher)
        {
            watcher.Offer(new ChannelValue(Position, DateTimeOffset.UnixEpoch, JsonSerializer.SerializeToUtf8Bytes(request.Roles)));
            return this;
        }

        public void Dispose()
        {
        }
    }

    private static string UserOf(GatewayFixture gateway, SocketClient client) =>
        gateway.Services.GetRequiredService<ConnectionTable>().TryGet(client.ClientId, out var connection)
            ? connection!.UserId : throw new InvalidOperationException("It is not connected.");
}
