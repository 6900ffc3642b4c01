using System.Diagnostics.Metrics;

namespace Homing.Streams;

/// <summary>What is counted of streams that are fed from topics. Meter <c>Homing.Streams</c>.</summary>
public sealed class StreamMetrics
{
    private readonly UpDownCounter<long> _partitions;
    private readonly Counter<long> _records;

    /// <summary>Makes the instruments.</summary>
    public StreamMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("Homing.Streams");
        _partitions = meter.CreateUpDownCounter<long>(
            "homing.streams.partitions", "{partition}", "Partitions that are read because somebody needs them, by topic.");
        _records = meter.CreateCounter<long>(
            "homing.streams.records", "{record}", "Records that were read to feed channels, by topic.");
    }

    internal void Opened(string topic) => _partitions.Add(1, Name(topic));

    internal void Closed(string topic) => _partitions.Add(-1, Name(topic));

    internal void Read(string topic, int records) => _records.Add(records, Name(topic));

    private static KeyValuePair<string, object?> Name(string topic) => new("messaging.destination.name", topic);
}
