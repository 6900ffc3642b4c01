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

    /// <summary>The header of a value that was too large to be set aside whole: how many of its bytes are there.</summary>
    public const string CutHeader = "homing-cut";

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly MessagingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadLetters> _logger;

    /// <summary>Writes to <paramref name="log"/>.</summary>
    public DeadLetters(ILog log, MessagingMetrics metrics, TimeProvider time, ILogger<DeadLetters> logger) =>
        (_log, _metrics, _time, _logger) = (log, metrics, time, logger);

    /// <summary>
    /// Completes when the record is durable in the dead letters; the record's bytes are copied first. Waits while the log
    /// has no room: who reads on without it would lose it.
    /// </summary>
    public async ValueTask AppendAsync(
        string topic, int partition, LogRecord record, string reason, CancellationToken cancellationToken = default)
    {
        var value = record.Value is { } bytes ? bytes.ToArray() : [];
        var offset = record.Offset;
        var key = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{partition}:{offset}"));
        LogDeadLetter(topic, partition, offset, reason);
        var dead = Topics.Dead(topic);
        var headers = new LogHeaders([new(ReasonHeader, Encoding.UTF8.GetBytes(reason))]);
        while (true)
        {
            try
            {
                await _log.EnsureTopicAsync(new TopicOptions { Name = dead, Compacted = true }, cancellationToken);
                await _log.AppendAsync(dead, new LogEntry(key, value, headers), cancellationToken);
                _metrics.DeadLetter(topic);
                return;
            }
            catch (LogException exception) when (exception.Error == LogError.RecordTooLarge && value.Length > 0)
            {
                // The key and the reason come on top of a value that may have been as large as can be.
                value = value[..(value.Length / 2)];
                headers = new LogHeaders(
                    [.. headers.Items.Take(1), new(CutHeader, Encoding.UTF8.GetBytes(FormattableString.Invariant($"{value.Length}")))]);
            }
            catch (LogException exception) when (exception.IsTransient)
            {
                LogWaiting(exception, topic);
                await Task.Delay(RetryPause, _time, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventIds.DeadLetter, LogLevel.Warning,
        "Set aside {Topic}/{Partition}@{Offset} to the dead letters: {Reason}")]
    private partial void LogDeadLetter(string topic, int partition, long offset, string reason);

    [LoggerMessage(EventIds.DeadLetterWaits, LogLevel.Warning, "A dead letter of {Topic} waits for room")]
    private partial void LogWaiting(Exception exception, string topic);
}
