using System.Text.Json;
using System.Text.Json.Serialization;
using Homing.Log;

namespace Homing.Streams;

/// <summary>
/// Gives every layout of a topic a number that all processes agree on and that outlives them, so that offsets can be compared
/// across gateways and restarts, and never with those of another log. The first process that finds no number claims one; where
/// several do at once, the first claim in the log counts for all.
/// </summary>
internal static class StreamEpochs
{
    public const string Topic = "homing.streams";

    /// <summary>The number of partitions that a topic can have; an epoch has room for as many beside the run.</summary>
    public const int MaxPartitions = 1024;

    /// <summary>The run of the topic; that of a partition is <c>run * 1024 + partition</c>, exact as a JSON number.</summary>
    public static async Task<(long Run, bool IsNew)> FindAsync(
        ILog log, string topic, int partitions, TimeProvider time, CancellationToken cancellationToken)
    {
        // Not compacted: that would keep the newest claim, and the first one counts.
        await log.EnsureTopicAsync(new TopicOptions { Name = Topic }, cancellationToken);
        if (await FirstAsync(log, topic, partitions, cancellationToken) is { } known)
        {
            return (known, false);
        }

        var claim = new StreamClaim(topic, partitions, time.GetUtcNow().ToUnixTimeMilliseconds());
        await log.AppendAsync(
            Topic,
            new LogEntry(default, JsonSerializer.SerializeToUtf8Bytes(claim, StreamJson.Default.StreamClaim)),
            cancellationToken);
        var first = await FirstAsync(log, topic, partitions, cancellationToken)
            ?? throw new LogException(LogError.Storage, $"A record of {Topic} is gone right after it was appended.");
        return (first, first == claim.Run);
    }

    private static async Task<long?> FirstAsync(ILog log, string topic, int partitions, CancellationToken cancellationToken)
    {
        var description = await log.DescribeTopicAsync(Topic, cancellationToken)
            ?? throw new LogException(LogError.UnknownTopic, $"Topic {Topic} is gone right after it was made.");
        var (next, end) = description.Partitions[0];
        if (next == end)
        {
            return null;
        }

        await using var reader = log.OpenReader(Topic, StartAt.Beginning, [0]);
        while (next < end)
        {
            var batch = await reader.ReadAsync(cancellationToken);
            foreach (ref readonly var record in batch.Records.Span)
            {
                if (Read(record) is { } claim && claim.Topic == topic && claim.Partitions == partitions)
                {
                    return claim.Run;
                }

                next = record.Offset + 1;
            }
        }

        return null;
    }

    private static StreamClaim? Read(in LogRecord record)
    {
        try
        {
            return record.Value is { } value ? JsonSerializer.Deserialize(value.Span, StreamJson.Default.StreamClaim) : null;
        }
        catch (JsonException)
        {
            // Somebody else's; every process passes over it alike.
            return null;
        }
    }
}

/// <summary>A record of <c>homing.streams</c>.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partitions">How many partitions it has: with another number, keys are elsewhere.</param>
/// <param name="Run">When it was claimed, in Unix milliseconds.</param>
internal sealed record StreamClaim(string Topic, int Partitions, long Run);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StreamClaim))]
internal sealed partial class StreamJson : JsonSerializerContext;
