using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Channels;

/// <summary>Channels that are fed from a topic, as clients see them at the gateways of two processes.</summary>
public sealed class TopicChannelTests : IAsyncDisposable
{
    private const string Channel = "numbers/a";
    private readonly SharedState _shared = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    [Fact]
    public async Task Client_that_comes_back_at_another_gateway_misses_nothing_and_is_told_what_was_left_out()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        JsonElement seen;
        await using (var client = await SocketClient.ConnectAsync(one.Server))
        {
            await client.SendAsync(new { type = "subscribe", channel = Channel });
            Assert.False((await client.ReceiveAsync("subscribed")).GetProperty("recovered").GetBoolean());
            await AppendAsync(1);
            seen = await client.ReceiveAsync("event");
        }

        for (var number = 2; number <= 9; number++)
        {
            await AppendAsync(number);
        }

        await using var back = await SocketClient.ConnectAsync(two.Server);
        await back.SendAsync(new { type = "subscribe", channel = Channel, since = Since(seen) });
        var subscribed = await back.ReceiveAsync("subscribed");
        var newest = await back.ReceiveAsync("event");
        await AppendAsync(10);
        var next = await back.ReceiveAsync("event");

        Assert.True(subscribed.GetProperty("recovered").GetBoolean());
        Assert.Equal(Since(seen), Since(subscribed));
        Assert.Equal((9, 7), (newest.GetProperty("body").GetInt32(), newest.GetProperty("skipped").GetInt32()));
        Assert.Equal((10, 0), (next.GetProperty("body").GetInt32(), next.GetProperty("skipped").GetInt32()));
        Assert.Equal(newest.GetProperty("epoch").GetInt64(), seen.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task Client_that_comes_back_too_late_is_told_of_the_gap()
    {
        await using var one = await StartAsync(lookBackRecords: 5);
        JsonElement seen;
        await using (var client = await SocketClient.ConnectAsync(one.Server))
        {
            await client.SendAsync(new { type = "subscribe", channel = Channel });
            await client.ReceiveAsync("subscribed");
            await AppendAsync(1);
            seen = await client.ReceiveAsync("event");
        }

        for (var number = 2; number <= 9; number++)
        {
            await AppendAsync(number);
        }

        await using var two = await StartAsync(lookBackRecords: 5);
        await using var back = await SocketClient.ConnectAsync(two.Server);
        await back.SendAsync(new { type = "subscribe", channel = Channel, since = Since(seen) });
        var subscribed = await back.ReceiveAsync("subscribed");
        var newest = await back.ReceiveAsync("event");

        Assert.False(subscribed.GetProperty("recovered").GetBoolean());
        Assert.Equal((9, 0), (newest.GetProperty("body").GetInt32(), newest.GetProperty("skipped").GetInt32()));
        Assert.Equal(newest.GetProperty("offset").GetInt64() - 1, subscribed.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Subscribing_twice_before_the_log_answers_is_answered_twice()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        var down = true;
        _shared.Log.FailDescribe = topic => topic == NumbersFold.Topic && Volatile.Read(ref down)
            ? new LogException(LogError.Unavailable, "on purpose") : null;

        await client.SendAsync(new { type = "subscribe", channel = Channel });
        await client.SendAsync(new { type = "subscribe", channel = Channel });
        await client.SendAsync(new { type = "ping" });
        Assert.Equal("pong", (await client.ReceiveAsync()).GetProperty("type").GetString());
        Volatile.Write(ref down, false);

        // After a while without the log the client is told of a gap rather than nothing; the values come when they come.
        Assert.Equal("subscribed", (await client.ReceiveAsync()).GetProperty("type").GetString());
        Assert.Equal("subscribed", (await client.ReceiveAsync()).GetProperty("type").GetString());
        await AppendAsync(1);
        Assert.Equal(1, (await client.ReceiveAsync("event")).GetProperty("body").GetInt32());
    }

    [Fact]
    public async Task Watcher_that_never_reads_keeps_nobody()
    {
        const int Values = 300;
        await using var gateway = await StartAsync();
        await using var slow = await SocketClient.ConnectAsync(gateway.Server);
        await using var quick = await SocketClient.ConnectAsync(gateway.Server);
        foreach (var client in new[] { slow, quick })
        {
            await client.SendAsync(new { type = "subscribe", channel = Channel });
            await client.ReceiveAsync("subscribed");
        }

        // The quick one paces the source; 60 MB more than a socket holds are never read by the slow one.
        var padding = new string(' ', 200_000);
        for (var number = 1; number <= Values; number++)
        {
            await AppendAsync(number, padding);
            var value = await quick.ReceiveAsync("event");
            Assert.Equal((number, 0), (value.GetProperty("body").GetInt32(), value.GetProperty("skipped").GetInt32()));
        }

        var (accounted, last) = (0, 0);
        while (last < Values)
        {
            var value = await slow.ReceiveAsync("event");
            last = value.GetProperty("body").GetInt32();
            accounted += 1 + value.GetProperty("skipped").GetInt32();
        }

        Assert.Equal(Values, accounted);
    }

    private static object Since(JsonElement frame) => new
    {
        epoch = frame.GetProperty("epoch").GetInt64(),
        offset = frame.GetProperty("offset").GetInt64(),
    };

    private async Task AppendAsync(int number, string padding = "") => await _shared.Log.AppendAsync(
        NumbersFold.Topic,
        new LogEntry("a"u8.ToArray(), Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture) + padding)),
        Token);

    private async Task<GatewayFixture> StartAsync(int lookBackRecords = 1000)
    {
        await _shared.Log.EnsureTopicAsync(new TopicOptions { Name = NumbersFold.Topic, Partitions = 4 }, Token);
        return await GatewayFixture.StartAsync(
            shared: _shared,
            services: services => services
                .AddSingleton(new NumbersFold(lookBackRecords))
                .AddTopicChannel<NumbersFold, string>());
    }

    private sealed class NumbersFold(int lookBackRecords) : ITopicFold<string>
    {
        public const string Topic = "numbers";

        public string Name => "numbers";

        public TopicFeedOptions Feed { get; } = new() { Topic = Topic, LookBackRecords = lookBackRecords };

        public string? Apply(string? before, in LogRecord record) => Encoding.UTF8.GetString(record.Value!.Value.Span);

        public ReadOnlyMemory<byte> Write(string state) => Encoding.UTF8.GetBytes(state);
    }
}
