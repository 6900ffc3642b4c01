using System.Threading.Tasks.Sources;

namespace Homing.Log.Embedded.Reading;

/// <summary>Wakes the one who waits, or the next one who will. Waiting allocates nothing.</summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private bool _isSet;
    private bool _isWaiting;

    public void Set()
    {
        lock (_lock)
        {
            if (_isWaiting)
            {
                _isWaiting = false;
                _core.SetResult(true);
            }
            else
            {
                _isSet = true;
            }
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        ValueTask task;
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                return ValueTask.CompletedTask;
            }

            _core.Reset();
            _isWaiting = true;
            task = new ValueTask(this, _core.Version);
        }

        _registration = cancellationToken.UnsafeRegister(
            static (signal, token) => ((AsyncSignal)signal!).Cancel(token), this);
        return task;
    }

    public void GetResult(short token)
    {
        _registration.Dispose();
        _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        lock (_lock)
        {
            if (_isWaiting)
            {
                _isWaiting = false;
                _core.SetException(new OperationCanceledException(token));
            }
        }
    }
}
