using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Log;

namespace Homing.Testing;

/// <summary>A log to which is appended what a later version would append: each JSON object has more fields.</summary>
/// <param name="log">The log that everybody reads.</param>
public sealed class LaterLog(ILog log) : DelegatingLog(log)
{
    private int _appended;

    /// <summary>How many records have more fields.</summary>
    public int Appended => Volatile.Read(ref _appended);

    /// <inheritdoc/>
    public override ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        if (Read(entry.Value) is not { } value)
        {
            return base.AppendAsync(topic, entry, cancellationToken);
        }

        Interlocked.Increment(ref _appended);
        return base.AppendAsync(
            topic,
            new LogEntry(entry.Key, Encoding.UTF8.GetBytes(GoldenMessages.WithMore(value).ToJsonString()), entry.Headers),
            cancellationToken);
    }

    private static JsonObject? Read(ReadOnlyMemory<byte>? value)
    {
        try
        {
            return value is { } utf8 ? JsonNode.Parse(utf8.Span) as JsonObject : null;
        }
        catch (JsonException)
        {
            // Keys, perhaps: they are no messages.
            return null;
        }
    }
}
