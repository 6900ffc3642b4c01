using System.Text;
using System.Threading.Channels;
using Homing.Streams;

namespace Homing.Core.Tests.Streams;

/// <summary>A watcher that keeps what it is offered.</summary>
internal sealed class WatcherProbe : IChannelWatcher
{
    private readonly Channel<ChannelValue> _values = Channel.CreateUnbounded<ChannelValue>();

    /// <summary>How many values are waiting to be looked at.</summary>
    public int Waiting => _values.Reader.Count;

    public static string Text(ChannelValue value) => Encoding.UTF8.GetString(value.Body.Span);

    public void Offer(ChannelValue value) => _values.Writer.TryWrite(value);

    public async Task<ChannelValue> NextAsync() => await _values.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public List<ChannelValue> TakeAll()
    {
        var all = new List<ChannelValue>();
        while (_values.Reader.TryRead(out var value))
        {
            all.Add(value);
        }

        return all;
    }
}
