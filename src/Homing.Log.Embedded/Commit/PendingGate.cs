namespace Homing.Log.Embedded.Commit;

/// <summary>Bounds the bytes that wait for the disk. Who finds no room waits in line.</summary>
internal sealed class PendingGate
{
    private readonly long _limit;
    private readonly Lock _lock = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Ready)> _waiting = new();
    private long _pending;
    private int _waiters;
    private bool _closed;

    public PendingGate(long limit) => _limit = limit;

    public long Pending => Volatile.Read(ref _pending);

    public bool TryEnter(long bytes)
    {
        if (Volatile.Read(ref _waiters) > 0)
        {
            return false;
        }

        if (Interlocked.Add(ref _pending, bytes) <= _limit)
        {
            return true;
        }

        Leave(bytes);
        return false;
    }

    public async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Ready)> node;
        lock (_lock)
        {
            if (_closed)
            {
                throw EmbeddedLog.ClosedError();
            }

            // Announced before the last look: a release that misses the waiter is seen by that look.
            _waiters++;
            node = _waiting.AddLast((bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)));
            Admit();
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (gate, waiting) = ((PendingGate, LinkedListNode<(long, TaskCompletionSource Ready)>))state!;
                gate.GiveUp(waiting!, token);
            },
            (this, node));
        await node.Value.Ready.Task;
    }

    public void Leave(long bytes)
    {
        Interlocked.Add(ref _pending, -bytes);
        if (Volatile.Read(ref _waiters) > 0)
        {
            lock (_lock)
            {
                Admit();
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var (_, ready) in _waiting)
            {
                ready.TrySetException(EmbeddedLog.ClosedError());
            }

            _waiting.Clear();
            _waiters = 0;
        }
    }

    private void GiveUp(LinkedListNode<(long Bytes, TaskCompletionSource Ready)> node, CancellationToken token)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
                _waiters--;
                node.Value.Ready.TrySetCanceled(token);
                Admit();
            }
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } first)
        {
            if (Interlocked.Add(ref _pending, first.Value.Bytes) > _limit)
            {
                Interlocked.Add(ref _pending, -first.Value.Bytes);
                return;
            }

            _waiting.RemoveFirst();
            _waiters--;
            first.Value.Ready.SetResult();
        }
    }
}
