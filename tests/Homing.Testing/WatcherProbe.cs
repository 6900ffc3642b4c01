using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Homing.Streams;

namespace Homing.Testing;

/// <summary>A watcher that keeps what it is offered.</summary>
public sealed class WatcherProbe : IChannelWatcher
{
    // A test that waits for longer waits in vain.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Channel<ChannelValue> _values = Channel.CreateUnbounded<ChannelValue>();

    /// <summary>How many values are waiting to be looked at.</summary>
    public int Waiting => _values.Reader.Count;

    /// <summary>The value as text.</summary>
    public static string Text(ChannelValue value) => Encoding.UTF8.GetString(value.Body.Span);

    /// <summary>The value as JSON.</summary>
    public static JsonElement Json(ChannelValue value) => JsonDocument.Parse(value.Body).RootElement;

    /// <inheritdoc/>
    public void Offer(ChannelValue value) => _values.Writer.TryWrite(value);

    /// <summary>The next value, once it is there.</summary>
    public async Task<ChannelValue> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _values.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next value as JSON, once it is there.</summary>
    public async Task<JsonElement> NextJsonAsync() => Json(await NextAsync());

    /// <summary>All values that are there.</summary>
    public IReadOnlyList<ChannelValue> TakeAll()
    {
        var all = new List<ChannelValue>();
        while (_values.Reader.TryRead(out var value))
        {
            all.Add(value);
        }

        return all;
    }
}
