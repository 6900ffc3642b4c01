namespace Homing.Log.Kafka.Appending;

/// <summary>Bounds the bytes that wait for the brokers. Who finds no room waits in line. Thread-safe.</summary>
internal sealed class AppendGate
{
    private readonly long _limit;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private long _pending;
    private bool _closed;

    public AppendGate(long limit) => _limit = limit;

    public long Pending => Volatile.Read(ref _pending);

    /// <summary>Takes room if there is some now, and nobody waits for it.</summary>
    /// <exception cref="LogException">The log is closed.</exception>
    public bool TryEnter(int bytes)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (_waiting.Count > 0 || _pending + bytes > _limit)
            {
                return false;
            }

            _pending += bytes;
            return true;
        }
    }

    /// <summary>Waits for room.</summary>
    /// <exception cref="LogException">The log is closed.</exception>
    public async ValueTask EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (_gate)
        {
            ThrowIfClosed();
            node = _waiting.AddLast(new Waiter(bytes));
            Admit();
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(node, cancellationToken), null);
        await node.Value.Admitted.Task;
    }

    public void Leave(int bytes)
    {
        lock (_gate)
        {
            _pending -= bytes;
            Admit();
        }
    }

    /// <summary>Refuses those who wait, and all who come.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiter in _waiting)
            {
                waiter.Admitted.TrySetException(KafkaErrors.Closed());
            }

            _waiting.Clear();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is not null)
            {
                _waiting.Remove(node);
                node.Value.Admitted.TrySetCanceled(cancellationToken);
                Admit();
            }
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } first && _pending + first.Value.Bytes <= _limit)
        {
            _pending += first.Value.Bytes;
            _waiting.RemoveFirst();
            first.Value.Admitted.SetResult();
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw KafkaErrors.Closed();
        }
    }

    private sealed record Waiter(int Bytes)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
