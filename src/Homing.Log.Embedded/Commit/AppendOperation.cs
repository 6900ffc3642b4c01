using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Homing.Log.Embedded.Commit;

/// <summary>One append that waits for its sync. Used again and again: an append allocates nothing.</summary>
internal sealed class AppendOperation : IValueTaskSource<LogPosition>
{
    private const int MostKept = 4096;

    private static readonly ConcurrentQueue<AppendOperation> Free = new();
    private static int _kept;

    // A continuation must not run on the commit thread: whatever it did would hold up every other append.
    private ManualResetValueTaskSourceCore<LogPosition> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>The next one of the same batch.</summary>
    public AppendOperation? Next { get; set; }

    public LogPosition Position { get; set; }

    public ValueTask<LogPosition> Task => new(this, _core.Version);

    public static AppendOperation Rent()
    {
        if (Free.TryDequeue(out var operation))
        {
            Interlocked.Decrement(ref _kept);
            return operation;
        }

        return new AppendOperation();
    }

    public void Succeed() => _core.SetResult(Position);

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
            Next = null;
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
