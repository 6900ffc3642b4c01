using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Leases;

/// <summary>
/// The highest epoch of each id, kept in a compacted topic. An epoch is raised in memory before it is appended, and
/// is handed out only once it is durable: a failed append leaves a gap, never a number used twice.
/// </summary>
/// <remarks>Not thread-safe: one grant at a time.</remarks>
internal sealed partial class LeaseEpochs
{
    public const string Topic = "homing.leases";

    private readonly ILog _log;
    private readonly ILogger _logger;
    private Dictionary<int, long>? _epochs;

    public LeaseEpochs(ILog log, ILogger logger)
    {
        _log = log;
        _logger = logger;
    }

    /// <summary>Raises the epoch of the id. The first call reads back what the log has.</summary>
    public async ValueTask<long> RaiseAsync(int id, CancellationToken cancellationToken)
    {
        var epochs = _epochs ??= await ReadBackAsync(cancellationToken);
        var epoch = epochs.GetValueOrDefault(id) + 1;
        epochs[id] = epoch;

        var key = Encoding.UTF8.GetBytes(id.ToString(CultureInfo.InvariantCulture));
        var value = JsonSerializer.SerializeToUtf8Bytes(
            new LeaseEpochRecord(id, epoch), LeaseJsonContext.Default.LeaseEpochRecord);
        await _log.AppendAsync(Topic, new LogEntry(key, value), cancellationToken);
        return epoch;
    }

    private async ValueTask<Dictionary<int, long>> ReadBackAsync(CancellationToken cancellationToken)
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = Topic, Compacted = true }, cancellationToken);
        var description = await _log.DescribeTopicAsync(Topic, cancellationToken)
            ?? throw new LogException(LogError.UnknownTopic, $"Topic {Topic} is gone right after it was made.");
        var (start, end) = description.Partitions[0];

        var epochs = new Dictionary<int, long>();
        if (start < end)
        {
            await using var reader = _log.OpenReader(Topic, StartAt.Beginning);
            while (start < end)
            {
                var batch = await reader.ReadAsync(cancellationToken);
                start = Fold(batch.Records.Span, epochs);
            }
        }

        LogEpochsRead(epochs.Count, Topic);
        return epochs;
    }

    private long Fold(ReadOnlySpan<LogRecord> records, Dictionary<int, long> epochs)
    {
        foreach (ref readonly var record in records)
        {
            if (TryParse(record) is { } known)
            {
                epochs[known.ApiId] = Math.Max(known.Epoch, epochs.GetValueOrDefault(known.ApiId));
            }
        }

        return records[^1].Offset + 1;
    }

    private LeaseEpochRecord? TryParse(in LogRecord record)
    {
        try
        {
            return record.Value is { } value
                ? JsonSerializer.Deserialize(value.Span, LeaseJsonContext.Default.LeaseEpochRecord)
                : null;
        }
        catch (JsonException exception)
        {
            // Somebody else wrote it. A gateway that refuses to start over it would be worse than passing over it.
            LogEpochUnreadable(exception, record.Offset, Topic);
            return null;
        }
    }

    [LoggerMessage(EventIds.LeaseEpochsRead, LogLevel.Information, "Read the epochs of {Count} ids from {Topic}.")]
    private partial void LogEpochsRead(int count, string topic);

    [LoggerMessage(
        EventIds.LeaseEpochUnreadable, LogLevel.Warning,
        "Passed over the record at offset {Offset} of {Topic}: it is not an epoch.")]
    private partial void LogEpochUnreadable(Exception exception, long offset, string topic);
}
