using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Confluent.Kafka;

namespace Homing.Log.Kafka.Appending;

/// <summary>One append that waits for its brokers. Used again and again.</summary>
internal sealed class PendingAppend : IValueTaskSource<LogPosition>
{
    private const int MostKept = 4096;

    private static readonly ConcurrentQueue<PendingAppend> Free = new();
    private static int _kept;

    // A continuation must not run on the thread of the delivery reports: whatever it did would hold up every other append.
    private ManualResetValueTaskSourceCore<LogPosition> _core = new() { RunContinuationsAsynchronously = true };
    private Action<PendingAppend, DeliveryReport<byte[]?, byte[]?>>? _reported;

    private PendingAppend() => OnReport = report => _reported!(this, report);

    /// <summary>To be told of the delivery.</summary>
    public Action<DeliveryReport<byte[]?, byte[]?>> OnReport { get; }

    public string Topic { get; private set; } = "";

    public int Bytes { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Begun);

    public ValueTask<LogPosition> Task => new(this, _core.Version);

    private long Begun { get; set; }

    public static PendingAppend Rent(
        string topic, int bytes, Action<PendingAppend, DeliveryReport<byte[]?, byte[]?>> reported)
    {
        if (Free.TryDequeue(out var append))
        {
            Interlocked.Decrement(ref _kept);
        }
        else
        {
            append = new PendingAppend();
        }

        (append.Topic, append.Bytes, append._reported, append.Begun) = (topic, bytes, reported, Stopwatch.GetTimestamp());
        return append;
    }

    public void Succeed(LogPosition position) => _core.SetResult(position);

    public void Fail(Exception exception) => _core.SetException(exception);

    public LogPosition GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _reported = null;
            if (Interlocked.Increment(ref _kept) <= MostKept)
            {
                Free.Enqueue(this);
            }
            else
            {
                Interlocked.Decrement(ref _kept);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
