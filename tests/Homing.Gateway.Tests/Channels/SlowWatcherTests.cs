using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Channels;

/// <summary>Runs by itself: it measures memory, in which what the tests beside it allocate would be, too.</summary>
[Collection(nameof(SlowWatcherTests))]
[CollectionDefinition(nameof(SlowWatcherTests), DisableParallelization = true)]
public sealed class SlowWatcherTests
{
    private readonly TestChannels _channels = new();

    [Fact]
    public async Task Watcher_that_never_reads_delays_nobody_and_costs_no_memory_but_the_newest_value()
    {
        const int Values = 10_000, Padding = 16_000;
        await using var gateway = await GatewayFixture.StartAsync(
            configure: options => options.MaxQueuedBytes = 64 * 1024,
            services: services => services.AddSingleton<IChannelSource>(_channels));
        await using var slow = await SocketClient.ConnectAsync(gateway.Server);
        await using var quick = await SocketClient.ConnectAsync(gateway.Server);
        foreach (var client in new[] { slow, quick })
        {
            await client.SendAsync(new { type = "subscribe", channel = "test/fast" });
            await client.ReceiveAsync("subscribed");
        }

        // The quick one paces the source: it reads each value, and the slow one not a byte of these 160 MB.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var offset = 1; offset <= Values; offset++)
        {
            _channels.PublishPassing("test/fast", offset, Padding);
            var value = await quick.ReceiveAsync();
            Assert.Equal(offset, value.GetProperty("offset").GetInt32());
            Assert.Equal(0, value.GetProperty("skipped").GetInt32());
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (events, left, last) = (0, 0, 0);
        while (last < Values)
        {
            var value = await slow.ReceiveAsync("event");
            last = value.GetProperty("offset").GetInt32();
            left += value.GetProperty("skipped").GetInt32();
            events++;
        }

        Assert.True(grown < 16 << 20, $"The memory grew by {grown} bytes.");
        Assert.Equal(Values, events + left);
        Assert.True(left > Values / 2, $"Only {left} of {Values} were left out: the reader was not slow.");
        await slow.SendAsync(new { type = "ping" });
        await slow.ReceiveAsync("pong");
    }
}
