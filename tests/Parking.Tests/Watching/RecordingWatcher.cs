using System.Text;
using System.Text.Json;
using Homing.Parking.Nearby;
using Homing.Streams;

namespace Homing.Parking.Tests.Watching;

/// <summary>Keeps what it is offered, and notices two calls at once or out of order.</summary>
internal sealed class RecordingWatcher : IChannelWatcher
{
    private readonly List<ChannelValue> _values = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    public bool IsDisturbed { get; private set; }

    public IReadOnlyList<ChannelValue> Values
    {
        get
        {
            lock (_gate)
            {
                return [.. _values];
            }
        }
    }

    public NearbyAnswer Last => JsonSerializer.Deserialize(Values[^1].Body.Span, ParkingJson.Default.NearbyAnswer)!;

    /// <summary>The lots of the newest value as JSON, without the time.</summary>
    public string LastLots => LotsOf(Values[^1].Body.Span);

    public static string LotsOf(ReadOnlySpan<byte> answer)
    {
        var text = Encoding.UTF8.GetString(answer);
        return text[text.IndexOf("\"lots\":", StringComparison.Ordinal)..];
    }

    public void Offer(ChannelValue value)
    {
        var isAlone = Interlocked.Increment(ref _inside) == 1;
        lock (_gate)
        {
            IsDisturbed |= !isAlone || (_values.Count > 0 && value.Position.Offset <= _values[^1].Position.Offset);
            _values.Add(value);
            _arrived.TrySetResult();
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Interlocked.Decrement(ref _inside);
    }

    /// <summary>Waits for an answer that meets a condition.</summary>
    public async Task<NearbyAnswer> WaitForAsync(Func<NearbyAnswer, bool> condition, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(deadline);
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                arrived = _arrived.Task;
            }

            if (Values.Count > 0 && condition(Last))
            {
                return Last;
            }

            await arrived.WaitAsync(over.Token);
        }
    }
}
