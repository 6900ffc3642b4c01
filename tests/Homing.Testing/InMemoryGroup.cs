using Homing.Log;

namespace Homing.Testing;

/// <summary>Who of a group reads which partition, and how far the group is; used under the gate of the log.</summary>
internal sealed class InMemoryGroup
{
    private readonly List<InMemoryGroupReader> _members = [];

    public InMemoryGroup(IReadOnlyList<InMemoryPartition> partitions) =>
        Shares = [.. partitions.Select(p => new InMemoryShare(p))];

    public IReadOnlyList<InMemoryShare> Shares { get; }

    public void Join(InMemoryGroupReader member)
    {
        _members.Add(member);
        Divide();
    }

    public void Leave(InMemoryGroupReader member)
    {
        if (_members.Remove(member))
        {
            Divide();
        }
    }

    public void Rebalance()
    {
        foreach (var share in Shares)
        {
            share.GiveTo(null);
        }

        Divide();
    }

    private void Divide()
    {
        for (var i = 0; i < Shares.Count; i++)
        {
            Shares[i].GiveTo(_members.Count == 0 ? null : _members[i % _members.Count]);
        }
    }
}

/// <summary>One partition as a group reads it.</summary>
internal sealed class InMemoryShare(InMemoryPartition partition)
{
    private long? _fallback;

    public InMemoryPartition Partition { get; } = partition;

    public InMemoryGroupReader? Owner { get; private set; }

    public int Generation { get; private set; }

    public long? Stored { get; private set; }

    public long Next { get; set; }

    public void GiveTo(InMemoryGroupReader? member)
    {
        if (Owner == member)
        {
            return;
        }

        Owner = member;
        if (member is not null)
        {
            Generation++;
            // Resolved once: a second member must not skip what the first one read and did not get done.
            _fallback ??= Partition.Resolve(member.Fallback);
            Next = Stored ?? _fallback.Value;
        }
    }

    public void Store(long nextOffset) => Stored = Math.Max(nextOffset, Stored ?? 0);
}

/// <summary>A member of a group of <see cref="InMemoryLog"/>.</summary>
internal sealed class InMemoryGroupReader : ILogGroupReader
{
    private readonly InMemoryLog _log;
    private readonly InMemoryGroup _group;
    private int _turn;

    public InMemoryGroupReader(InMemoryLog log, InMemoryGroup group, StartAt fallback)
    {
        _log = log;
        _group = group;
        Fallback = fallback;
    }

    public StartAt Fallback { get; }

    public void Join() => _group.Join(this);

    public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) =>
        _log.WaitForAsync(Take, cancellationToken);

    public void Store(int partition, int generation, long nextOffset)
    {
        lock (_log.Gate)
        {
            if (Holds(partition, generation))
            {
                _group.Shares[partition].Store(nextOffset);
            }
        }
    }

    public bool Holds(int partition, int generation)
    {
        lock (_log.Gate)
        {
            return _group.Shares[partition] is var share && share.Owner == this && share.Generation == generation;
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        lock (_log.Gate)
        {
            _group.Leave(this);
            _log.Wake();
        }

        return ValueTask.CompletedTask;
    }

    private LogBatch? Take()
    {
        for (var i = 0; i < _group.Shares.Count; i++)
        {
            var share = _group.Shares[_turn++ % _group.Shares.Count];
            if (share.Owner == this && share.Partition.From(share.Next) is { Length: > 0 } records)
            {
                share.Next = records[^1].Offset + 1;
                return new LogBatch(share.Partition.Number, share.Generation, records);
            }
        }

        return null;
    }
}
