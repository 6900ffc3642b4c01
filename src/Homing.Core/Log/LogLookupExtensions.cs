namespace Homing.Log;

/// <summary>Reads single records.</summary>
public static class LogLookupExtensions
{
    /// <summary>Reads the record at a position and lets <paramref name="select"/> take from it what is needed.</summary>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="position">Where the record stands.</param>
    /// <param name="select">The record's bytes are valid only until it returns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was selected; default where there is no such record, or no longer.</returns>
    public static async ValueTask<T?> ReadAtAsync<T>(
        this ILog log, string topic, LogPosition position, Func<LogRecord, T?> select, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(select);
        var partitions = (await log.DescribeTopicAsync(topic, cancellationToken))?.Partitions;
        if (partitions is null || position.Partition < 0 || position.Partition >= partitions.Count
            || position.Offset < partitions[position.Partition].Start
            || position.Offset >= partitions[position.Partition].End)
        {
            return default;
        }

        if (log is ILogLookup lookup)
        {
            return await lookup.FindAsync(topic, position, cancellationToken) is { } found ? select(found) : default;
        }

        await using var reader = log.OpenReader(topic, StartAt.At(position.Offset), [position.Partition]);
        var batch = await reader.ReadAsync(cancellationToken);
        return batch.Records.Span[0] is var record && record.Offset == position.Offset ? select(record) : default;
    }
}
