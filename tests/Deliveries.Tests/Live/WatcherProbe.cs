using System.Text.Json;
using System.Threading.Channels;
using Homing.Streams;

namespace Homing.Deliveries.Tests.Live;

/// <summary>A watcher that keeps what it is offered.</summary>
internal sealed class WatcherProbe : IChannelWatcher
{
    private readonly Channel<ChannelValue> _values = Channel.CreateUnbounded<ChannelValue>();

    public int Waiting => _values.Reader.Count;

    public static JsonElement Json(ChannelValue value) => JsonDocument.Parse(value.Body).RootElement;

    public void Offer(ChannelValue value) => _values.Writer.TryWrite(value);

    public async Task<ChannelValue> NextAsync() => await _values.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<JsonElement> NextJsonAsync() => Json(await NextAsync());
}
