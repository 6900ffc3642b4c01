using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded.Reading;

/// <summary>
/// Spreads the partitions of a topic over the members of a group in this process. When a member comes or goes, only
/// as many partitions move as must; each move raises the partition's generation, which shuts out its former reader.
/// </summary>
internal sealed class GroupCoordinator
{
    private readonly Lock _lock = new();
    private readonly Topic _topic;
    private readonly string _group;
    private readonly PositionStore _positions;
    private readonly ILogger _logger;
    private readonly List<GroupReader> _members = [];
    private readonly GroupReader?[] _owners;
    private readonly int[] _generations;
    private readonly long?[] _starts;

    public GroupCoordinator(Topic topic, string group, PositionStore positions, ILogger logger)
    {
        (_topic, _group, _positions, _logger) = (topic, group, positions, logger);
        _owners = new GroupReader?[topic.Partitions.Length];
        _generations = new int[topic.Partitions.Length];
        _starts = new long?[topic.Partitions.Length];
    }

    public void Join(GroupReader member, StartAt fallback)
    {
        lock (_lock)
        {
            for (var i = 0; i < _starts.Length; i++)
            {
                // Kept from the first member on: "the end" must not move on while nothing is stored.
                _starts[i] ??= StartResolver.Resolve(_topic.Partitions[i], fallback);
            }

            _members.Add(member);
            Rebalance();
        }
    }

    public void Leave(GroupReader member)
    {
        lock (_lock)
        {
            if (_members.Remove(member))
            {
                Rebalance();
            }
        }
    }

    public void Store(GroupReader member, int partition, int generation, long nextOffset)
    {
        lock (_lock)
        {
            if (Holds(member, partition, generation))
            {
                _positions.Raise(Key(partition), Math.Min(nextOffset, _topic.Partitions[partition].EndOffset));
            }
        }
    }

    public bool Holds(GroupReader member, int partition, int generation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)partition, (uint)_owners.Length, nameof(partition));
        lock (_lock)
        {
            return _owners[partition] == member && _generations[partition] == generation;
        }
    }

    private void Rebalance()
    {
        var moved = 0;
        var counts = _members.ToDictionary(member => member, _ => 0);
        var share = _members.Count == 0 ? 0 : _owners.Length / _members.Count;
        var extra = _members.Count == 0 ? 0 : _owners.Length % _members.Count;
        for (var i = 0; i < _owners.Length; i++)
        {
            if (_owners[i] is not { } owner)
            {
                continue;
            }

            if (counts.TryGetValue(owner, out var count) && (count < share || (count == share && extra > 0)))
            {
                extra -= count == share ? 1 : 0;
                counts[owner] = count + 1;
                continue;
            }

            owner.Cursors.Remove(i);
            _owners[i] = null;
        }

        for (var i = 0; i < _owners.Length && _members.Count > 0; i++)
        {
            if (_owners[i] is null)
            {
                var member = _members.MinBy(candidate => counts[candidate])!;
                counts[member]++;
                moved++;
                _owners[i] = member;
                member.Cursors.Add(
                    _topic.Partitions[i], _positions.Get(Key(i)) ?? _starts[i]!.Value, ++_generations[i]);
            }
        }

        _logger.Rebalanced(_group, _topic.Options.Name, _members.Count, moved);
    }

    private PositionKey Key(int partition) => new(_topic.Options.Name, _group, partition);
}
