using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Topics;

/// <summary>Where partitions begin and end, and where groups stand. No answer is older than its question. Thread-safe.</summary>
internal sealed class OffsetDirectory
{
    private readonly KafkaClients _clients;
    private readonly Coalescer<TopicPartition, long?> _starts;
    private readonly Coalescer<TopicPartition, long?> _ends;
    private readonly ConcurrentDictionary<string, Coalescer<TopicPartition, long?>> _positions = new(StringComparer.Ordinal);

    public OffsetDirectory(KafkaClients clients)
    {
        _clients = clients;
        _starts = new(partitions => ListAsync(partitions, OffsetSpec.Earliest()));
        _ends = new(partitions => ListAsync(partitions, OffsetSpec.Latest()));
    }

    /// <summary>The range of each partition.</summary>
    public async ValueTask<OffsetRange[]> GetRangesAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        var all = Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)).ToArray();
        var starts = Task.WhenAll(all.Select(partition => _starts.AskAsync(partition, cancellationToken).AsTask()));
        var ends = Task.WhenAll(all.Select(partition => _ends.AskAsync(partition, cancellationToken).AsTask()));
        return [.. (await starts).Zip(await ends, (start, end) => new OffsetRange(start ?? 0, end ?? 0))];
    }

    /// <summary>The offset that the next record of each partition gets.</summary>
    public async Task<TopicPartitionOffset[]> GetEndsAsync(IEnumerable<TopicPartition> partitions)
    {
        var all = partitions.ToArray();
        var ends = await Task.WhenAll(all.Select(partition => _ends.AskAsync(partition, CancellationToken.None).AsTask()));
        return [.. all.Zip(ends, (partition, end) => new TopicPartitionOffset(partition, end ?? 0))];
    }

    /// <summary>The first offset of each partition that was taken at or after the time; its end where none was.</summary>
    public async Task<TopicPartitionOffset[]> GetByTimeAsync(IReadOnlyCollection<TopicPartition> partitions, DateTimeOffset time)
    {
        var ends = await GetEndsAsync(partitions);
        var found = await ListAsync(partitions, OffsetSpec.ForTimestamp(time.ToUnixTimeMilliseconds()));
        return [.. ends.Select(end => found[end.TopicPartition] switch
        {
            { Error: { } error } => throw error,
            { Value: { } offset } => new TopicPartitionOffset(end.TopicPartition, offset),
            _ => end,
        })];
    }

    /// <summary>The position that the group stored last; null where it stored none.</summary>
    public ValueTask<long?> GetStoredAsync(TopicPartition partition, string group, CancellationToken cancellationToken) =>
        _positions.GetOrAdd(group, name => new(partitions => ListStoredAsync(name, partitions))).AskAsync(partition, cancellationToken);

    private async Task<IReadOnlyDictionary<TopicPartition, Answer<long?>>> ListAsync(
        IReadOnlyCollection<TopicPartition> partitions, OffsetSpec specification)
    {
        try
        {
            var result = await _clients.Admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = specification }),
                new ListOffsetsOptions { RequestTimeout = _clients.Options.RequestTimeout, IsolationLevel = IsolationLevel.ReadCommitted });
            _clients.Answered();
            return Answers(result.ResultInfos.Select(info => info.TopicPartitionOffsetError), "the offsets");
        }
        catch (ListOffsetsException exception)
        {
            return Answers(exception.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError), "the offsets");
        }
        catch (KafkaException exception)
        {
            throw _clients.Describe(exception.Error, $"Asking for the offsets of topic {partitions.First().Topic}", exception);
        }
    }

    private async Task<IReadOnlyDictionary<TopicPartition, Answer<long?>>> ListStoredAsync(
        string group, IReadOnlyCollection<TopicPartition> partitions)
    {
        var what = $"the position of group {group}";
        try
        {
            var results = await _clients.Admin.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, [.. partitions])],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = _clients.Options.RequestTimeout });
            _clients.Answered();
            return Answers(results[0].Partitions, what);
        }
        catch (ListConsumerGroupOffsetsException exception) when (!exception.Results[0].Error.IsError)
        {
            return Answers(exception.Results[0].Partitions, what);
        }
        catch (ListConsumerGroupOffsetsException exception)
        {
            throw _clients.Describe(exception.Results[0].Error, $"Asking for {what}", exception);
        }
        catch (KafkaException exception)
        {
            throw _clients.Describe(exception.Error, $"Asking for {what}", exception);
        }
    }

    // A negative offset says that there is none.
    private Dictionary<TopicPartition, Answer<long?>> Answers(IEnumerable<TopicPartitionOffsetError> offsets, string what) =>
        offsets.ToDictionary(
            item => item.TopicPartition,
            item => item.Error.IsError
                ? new Answer<long?>(null, _clients.Describe(item.Error, $"Asking for {what} in topic {item.Topic}"))
                : new Answer<long?>(item.Offset.Value >= 0 ? item.Offset.Value : null));
}
