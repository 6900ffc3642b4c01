using System.Globalization;

namespace Homing.Log.Kafka.Clients;

/// <summary>The properties that librdkafka's clients are made with.</summary>
internal static class ClientProperties
{
    /// <summary>What the log's promises rest on, or what has a setting of its own.</summary>
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = "BootstrapServers",
        ["metadata.broker.list"] = "BootstrapServers",
        ["client.id"] = "ClientId",
        ["message.max.bytes"] = "MaxRecordBytes",
        ["linger.ms"] = "Linger",
        ["queue.buffering.max.ms"] = "Linger",
        ["message.timeout.ms"] = "AppendTimeout",
        ["delivery.timeout.ms"] = "AppendTimeout",
        ["queue.buffering.max.messages"] = "MaxPendingBytes",
        ["queue.buffering.max.kbytes"] = "MaxPendingBytes",
        ["session.timeout.ms"] = "SessionTimeout",
        ["auto.commit.interval.ms"] = "PositionFlushInterval",
        ["queued.max.messages.kbytes"] = "ReadAheadBytes",
        ["acks"] = "",
        ["request.required.acks"] = "",
        ["enable.idempotence"] = "",
        ["transactional.id"] = "",
        ["partitioner"] = "",
        ["group.id"] = "",
        ["group.instance.id"] = "",
        ["group.protocol"] = "",
        ["partition.assignment.strategy"] = "",
        ["enable.auto.commit"] = "",
        ["enable.auto.offset.store"] = "",
        ["auto.offset.reset"] = "",
        ["isolation.level"] = "",
        ["enable.partition.eof"] = "",
        ["allow.auto.create.topics"] = "",
        ["max.poll.interval.ms"] = "",
    };

    public static Dictionary<string, string> ForProducer(KafkaLogOptions options) => Common(options, new()
    {
        ["enable.idempotence"] = "true",
        ["acks"] = "all",
        ["partitioner"] = "murmur2_random",
        ["compression.type"] = "lz4",
        ["linger.ms"] = Milliseconds(options.Linger),
        ["message.timeout.ms"] = Milliseconds(options.AppendTimeout),
        ["request.timeout.ms"] = Milliseconds(TimeSpan.FromTicks(Math.Min(options.AppendTimeout.Ticks, TimeSpan.TicksPerMinute / 2))),
        ["message.max.bytes"] = Text(options.MaxRecordBytes),
        ["batch.size"] = Text(Math.Max(1_000_000, options.MaxRecordBytes)),
        // AppendGate bounds the bytes, so that waiting for room is in order and can be given up.
        ["queue.buffering.max.messages"] = "10000000",
        ["queue.buffering.max.kbytes"] = Text((int)Math.Min(int.MaxValue, (2 * options.MaxPendingBytes / 1024) + 1024)),
    });

    public static Dictionary<string, string> ForConsumer(KafkaLogOptions options, string group) => Common(options, new()
    {
        ["group.id"] = group,
        ["enable.auto.commit"] = "true",
        ["auto.commit.interval.ms"] = Milliseconds(options.PositionFlushInterval),
        ["enable.auto.offset.store"] = "false",
        // What retention has taken is passed over: reading goes on at the oldest record that is kept.
        ["auto.offset.reset"] = "earliest",
        ["partition.assignment.strategy"] = "cooperative-sticky",
        ["session.timeout.ms"] = Milliseconds(options.SessionTimeout),
        ["heartbeat.interval.ms"] = Milliseconds(options.SessionTimeout / 6),
        ["isolation.level"] = "read_committed",
        ["allow.auto.create.topics"] = "false",
        ["fetch.message.max.bytes"] = Text(Math.Max(1 << 20, options.MaxRecordBytes)),
        ["queued.max.messages.kbytes"] = Text((int)(options.ReadAheadBytes / 1024)),
        ["fetch.error.backoff.ms"] = "100",
    });

    /// <summary>Says what librdkafka refuses, or Homing.</summary>
    public static IEnumerable<string> Check(KafkaLogOptions options)
    {
        foreach (var name in options.Client.Keys)
        {
            if (Reserved.TryGetValue(Property(name), out var own))
            {
                yield return own.Length > 0
                    ? $"{Setting(name)} cannot be set: use {KafkaLogOptions.SectionName}:{own}."
                    : $"{Setting(name)} cannot be set: what Homing promises rests on it.";
            }
        }

        if (NativeConfiguration.Refuses(options.Client.ToDictionary(item => Property(item.Key), item => item.Value)) is { } refused)
        {
            yield return $"{Setting(options.Client.Keys.FirstOrDefault(name => Property(name) == refused.Name) ?? "")}: {refused.Reason}";
        }
    }

    private static Dictionary<string, string> Common(KafkaLogOptions options, Dictionary<string, string> properties)
    {
        properties["bootstrap.servers"] = options.BootstrapServers;
        properties["client.id"] = options.ClientId;
        properties["reconnect.backoff.ms"] = "50";
        properties["reconnect.backoff.max.ms"] = "1000";
        properties["socket.keepalive.enable"] = "true";
        properties["socket.nagle.disable"] = "true";
        foreach (var (name, value) in options.Client)
        {
            properties[Property(name)] = value;
        }

        return properties;
    }

    private static string Setting(string name) => $"{KafkaLogOptions.SectionName}:Client:{name}".TrimEnd(':');

    private static string Property(string name) => name.Replace('_', '.');

    private static string Milliseconds(TimeSpan time) => Text((int)time.TotalMilliseconds);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
