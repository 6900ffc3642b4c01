using System.Text;
using Homing.Log;

namespace Homing.Bench.Scale;

/// <summary>
/// A log in which the answers of one operation carry an epoch of before: their gateway takes each for the answer to a
/// predecessor's client, and hands it over, though its client is connected. So any share of answers is re-routed, at any
/// number of gateways, and nobody has to reconnect for it.
/// </summary>
internal sealed class MissingLog(ILog log, string op) : ILog
{
    private static readonly byte[] Epoch = ",\"epoch\":"u8.ToArray();
    private readonly byte[] _op = Encoding.UTF8.GetBytes($",\"op\":\"{op}\"");

    public ValueTask<LogPosition> AppendAsync(string topic, LogEntry entry, CancellationToken cancellationToken = default) =>
        log.AppendAsync(topic, entry with { Value = Outdated(entry.Value) }, cancellationToken);

    public ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default) =>
        log.EnsureTopicAsync(topic, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        log.ListTopicsAsync(cancellationToken);

    public ValueTask<TopicDescription?> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
        log.DescribeTopicAsync(topic, cancellationToken);

    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        log.OpenReader(topic, start, partitions);

    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        log.OpenGroupReader(topic, group, fallback);

    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback) =>
        log.OpenPartitionReader(topic, group, partition, fallback);

    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default) =>
        log.GetStoredPositionAsync(topic, group, partition, cancellationToken);

    // The log is its container's, which disposes of it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ReadOnlyMemory<byte>? Outdated(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } bytes || bytes.Span.IndexOf(_op) < 0)
        {
            return value;
        }

        var start = bytes.Span.IndexOf(Epoch) + Epoch.Length;
        var end = start;
        while (bytes.Span[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return (byte[])[.. bytes.Span[..start], (byte)'0', .. bytes.Span[end..]];
    }
}
