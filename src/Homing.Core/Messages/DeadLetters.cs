using System.Text;
using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Messages;

/// <summary>
/// Puts what nobody can read aside, with the reason, to <c>&lt;topic&gt;.dead</c>. The key is partition:offset, and the
/// topic is compacted: a record that several readers refuse stands there once.
/// </summary>
public sealed partial class DeadLetters
{
    /// <summary>The header that says why.</summary>
    public const string ReasonHeader = "homing-reason";

    private readonly ILog _log;
    private readonly ILogger<DeadLetters> _logger;

    /// <summary>Writes to <paramref name="log"/>.</summary>
    public DeadLetters(ILog log, ILogger<DeadLetters> logger) => (_log, _logger) = (log, logger);

    /// <summary>Completes when the record is durable in the dead letters; the record's bytes are copied first.</summary>
    public async ValueTask AppendAsync(
        string topic, int partition, LogRecord record, string reason, CancellationToken cancellationToken = default)
    {
        var value = record.Value is { } bytes ? bytes.ToArray() : [];
        var offset = record.Offset;
        var key = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{partition}:{offset}"));
        LogDeadLetter(topic, partition, offset, reason);
        var dead = Topics.Dead(topic);
        await _log.EnsureTopicAsync(new TopicOptions { Name = dead, Compacted = true }, cancellationToken);
        var headers = new LogHeaders([new(ReasonHeader, Encoding.UTF8.GetBytes(reason))]);
        await _log.AppendAsync(dead, new LogEntry(key, value, headers), cancellationToken);
    }

    [LoggerMessage(EventIds.DeadLetter, LogLevel.Warning,
        "Set aside {Topic}/{Partition}@{Offset} to the dead letters: {Reason}")]
    private partial void LogDeadLetter(string topic, int partition, long offset, string reason);
}
