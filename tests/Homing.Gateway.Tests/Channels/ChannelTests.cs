using System.Text.Json;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Channels;

/// <summary>Channels as a client sees them, at a real server.</summary>
public sealed class ChannelTests
{
    private readonly TestChannels _channels = new();

    [Theory]
    [InlineData("test")]
    [InlineData("test/a")]
    [InlineData("test?lat=41.01&lng=28.97&text=%C4%B0")]
    public async Task Subscriber_is_told_where_it_stands_and_then_sent_each_value(string channel)
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        _channels.Publish(channel);

        await client.SendAsync(new { type = "subscribe", channel });
        var subscribed = await client.ReceiveAsync();
        _channels.Publish(channel);
        var first = await client.ReceiveAsync();

        Assert.Equal("subscribed", subscribed.GetProperty("type").GetString());
        Assert.Equal(channel, subscribed.GetProperty("channel").GetString());
        Assert.Equal(TestChannels.Epoch, subscribed.GetProperty("epoch").GetInt64());
        Assert.Equal(1, subscribed.GetProperty("offset").GetInt64());
        Assert.False(subscribed.GetProperty("recovered").GetBoolean());
        Assert.Equal("event", first.GetProperty("type").GetString());
        Assert.Equal(channel, first.GetProperty("channel").GetString());
        Assert.Equal(2, first.GetProperty("offset").GetInt64());
        Assert.Equal(2, first.GetProperty("body").GetProperty("n").GetInt64());
    }

    [Fact]
    public async Task Watcher_that_says_where_it_was_gets_the_newest_of_what_it_missed()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        for (var count = 0; count < 5; count++)
        {
            _channels.Publish("test/a");
        }

        await client.SendAsync(new
        {
            type = "subscribe",
            channel = "test/a",
            since = new { epoch = TestChannels.Epoch, offset = 2 },
        });
        var subscribed = await client.ReceiveAsync();
        var missed = await client.ReceiveAsync();

        Assert.True(subscribed.GetProperty("recovered").GetBoolean());
        Assert.Equal(2, subscribed.GetProperty("offset").GetInt64());
        Assert.Equal(5, missed.GetProperty("offset").GetInt64());
        Assert.Equal(2, missed.GetProperty("skipped").GetInt64());
    }

    [Fact]
    public async Task Hello_subscribes_and_each_channel_is_answered()
    {
        await using var gateway = await StartAsync(options => options.MaxChannels = 2);
        await using var guest = await SocketClient.ConnectAsync(gateway.Server);
        _channels.Publish("test/a");
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendAsync(new
        {
            type = "hello",
            session = guest.Session,
            channels = new object[]
            {
                new { channel = "test/a", epoch = TestChannels.Epoch, offset = 0 },
                new { channel = "nothing/such", epoch = 1, offset = 1 },
                new { channel = "test/b" },
                new { channel = "test/c" },
                new { },
            },
        });
        var frames = new List<JsonElement>();
        while (frames.Count < 7)
        {
            frames.Add(await client.ReceiveAsync());
        }

        // The value that was missed stands behind whatever was there when its turn came.
        var missed = Assert.Single(frames, frame => Type(frame) == "event");
        Assert.Equal(1, missed.GetProperty("offset").GetInt64());
        Assert.Equal(
            ["welcome", "subscribed test/a", "error unknown_channel nothing/such", "subscribed test/b",
                "error too_many_channels test/c", "error invalid_request"],
            frames.Where(frame => Type(frame) != "event").Select(Short));
        Assert.True(frames.Single(frame => Short(frame) == "subscribed test/a").GetProperty("recovered").GetBoolean());
        Assert.False(frames.Single(frame => Short(frame) == "subscribed test/b").GetProperty("recovered").GetBoolean());
    }

    [Fact]
    public async Task Unsubscribed_channel_sends_no_more_and_can_be_subscribed_again()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.SendAsync(new { type = "subscribe", channel = "test/a" });
        await client.ReceiveAsync("subscribed");

        await client.SendAsync(new { type = "unsubscribe", channel = "test/a" });
        await client.SendAsync(new { type = "unsubscribe", channel = "test/never" });
        await PingAsync(client);
        Assert.Equal(0, _channels.Watches);
        _channels.Publish("test/a");
        await PingAsync(client);
        await client.SendAsync(new { type = "subscribe", channel = "test/a" });
        var again = await client.ReceiveAsync();
        _channels.Publish("test/a");
        var value = await client.ReceiveAsync();

        Assert.Equal("subscribed test/a", Short(again));
        Assert.Equal(2, value.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Subscribing_twice_is_one_subscription()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendAsync(new { type = "subscribe", channel = "test/a" });
        await client.SendAsync(new { type = "subscribe", channel = "test/a", min_interval_ms = 0 });
        var answers = new[] { await client.ReceiveAsync(), await client.ReceiveAsync() };
        Assert.Equal(1, _channels.Watches);
        _channels.Publish("test/a");

        Assert.All(answers, answer => Assert.Equal("subscribed test/a", Short(answer)));
        Assert.Equal("event", Type(await client.ReceiveAsync()));
        await PingAsync(client);
    }

    [Theory]
    [InlineData("""{"type":"subscribe"}""", "error invalid_request")]
    [InlineData("""{"type":"subscribe","channel":""}""", "error invalid_request")]
    [InlineData("""{"type":"unsubscribe"}""", "error invalid_request")]
    [InlineData("""{"type":"subscribe","channel":"nothing/such"}""", "error unknown_channel nothing/such")]
    [InlineData("""{"type":"subscribe","channel":"testing"}""", "error unknown_channel testing")]
    [InlineData("""{"type":"subscribe","channel":"test/none"}""", "error unknown_channel test/none")]
    [InlineData("""{"type":"subscribe","channel":"test?bad"}""", "error invalid_request test?bad")]
    [InlineData("""{"type":"subscribe","channel":"test/a","min_interval_ms":-1}""", "error invalid_request test/a")]
    [InlineData("""{"type":"subscribe","channel":"test/a","min_interval_ms":60001}""", "error invalid_request test/a")]
    public async Task Subscription_that_is_not_valid_is_refused_and_the_connection_lives(string frame, string expected)
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendTextAsync(frame);
        var error = await client.ReceiveAsync();

        Assert.Equal(expected, Short(error));
        Assert.False(error.GetProperty("retry").GetBoolean());
        Assert.Equal(0, _channels.Watches);
        await PingAsync(client);
    }

    [Theory]
    [InlineData("""{"type":"subscribe","channel":5}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","since":5}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","since":{}}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","since":{"epoch":7}}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","since":{"epoch":"7","offset":1}}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","min_interval_ms":"soon"}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","channels":[5]}""")]
    [InlineData("""{"type":"subscribe","channel":"test/a","channels":{}}""")]
    public async Task Field_of_the_wrong_kind_closes_the_connection(string frame)
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendTextAsync(frame);

        Assert.Equal(4002, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Name_that_is_too_long_is_refused()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendAsync(new { type = "subscribe", channel = "test/" + new string('x', 1020) });
        Assert.Equal("error invalid_request", Short(await client.ReceiveAsync()));
        var longest = "test/" + new string('x', 1019);
        await client.SendAsync(new { type = "subscribe", channel = longest });

        Assert.Equal("subscribed " + longest, Short(await client.ReceiveAsync()));
    }

    [Fact]
    public async Task Source_that_fails_is_an_error_to_try_again_and_nothing_more()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendAsync(new { type = "subscribe", channel = "test/broken" });
        var error = await client.ReceiveAsync();

        Assert.Equal("error unavailable test/broken", Short(error));
        Assert.True(error.GetProperty("retry").GetBoolean());
        Assert.DoesNotContain("on purpose", error.ToString(), StringComparison.Ordinal);
        await PingAsync(client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_that_ends_watches_nothing_any_more(bool politely)
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.SendAsync(new { type = "subscribe", channel = "test/a" });
        await client.SendAsync(new { type = "subscribe", channel = "test/b" });
        await client.ReceiveAsync();
        await client.ReceiveAsync();
        Assert.Equal(2, _channels.Watches);

        if (politely)
        {
            await client.CloseAsync();
        }
        else
        {
            client.Abort();
        }

        await GatewaySetWaiting.WaitAsync(
            () => _channels.Watches == 0, () => $"{_channels.Watches} channels are still watched");
    }

    private static string? Type(JsonElement frame) => frame.GetProperty("type").GetString();

    // Type, code and channel, as far as the frame has them.
    private static string Short(JsonElement frame) => string.Join(' ', new[] { "type", "code", "channel" }
        .Select(name => frame.TryGetProperty(name, out var value) ? value.GetString() : null).Where(text => text is not null));

    // Whatever was sent before has been dealt with when the pong comes; nothing else may come first.
    private static async Task PingAsync(SocketClient client)
    {
        await client.SendAsync(new { type = "ping" });
        Assert.Equal("pong", Type(await client.ReceiveAsync()));
    }

    private Task<GatewayFixture> StartAsync(Action<GatewayOptions>? configure = null) => GatewayFixture.StartAsync(
        configure: configure, services: services => services.AddSingleton<IChannelSource>(_channels));
}
