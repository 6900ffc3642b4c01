using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Messages;

/// <summary>
/// Puts what nobody can read aside, with the reason, to <c>&lt;topic&gt;.dead</c>. The key is partition:offset, and the
/// topic is compacted: a record that several readers refuse stands there once. <see cref="DeadLetterStore"/> reads them.
/// </summary>
public sealed partial class DeadLetters
{
    /// <summary>The header that says why.</summary>
    public const string ReasonHeader = "homing-reason";

    /// <summary>The header of a value that was too large to be set aside whole: how many of its bytes are there.</summary>
    public const string CutHeader = "homing-cut";

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadLetters> _logger;

    /// <summary>Writes to <paramref name="log"/>.</summary>
    public DeadLetters(ILog log, TimeProvider time, ILogger<DeadLetters> logger) =>
        (_log, _time, _logger) = (log, time, logger);

    /// <summary>
    /// Completes when the record is durable in the dead letters; the record's bytes are copied first. Waits while the log
    /// has no room: who reads on without it would lose it.
    /// </summary>
    public async ValueTask AppendAsync(
        string topic, int partition, LogRecord record, string reason, CancellationToken cancellationToken = default)
    {
        var letter = new DeadLetter
        {
            Topic = topic,
            Position = new LogPosition(partition, record.Offset),
            Reason = reason,
            Timestamp = record.Timestamp,
            SetAsideAt = _time.GetUtcNow(),
            Key = record.Key.ToArray(),
            Value = record.Value is { } value ? value.ToArray() : default(ReadOnlyMemory<byte>?),
            Headers = new LogHeaders([.. record.Headers.Items.Select(
                header => KeyValuePair.Create(header.Key, (ReadOnlyMemory<byte>)header.Value.ToArray()))]),
        };
        LogDeadLetter(topic, partition, record.Offset, reason);
        var dead = Topics.Dead(topic);
        while (true)
        {
            try
            {
                await _log.EnsureTopicAsync(new TopicOptions { Name = dead, Compacted = true }, cancellationToken);
                await _log.AppendAsync(dead, letter.ToEntry(), cancellationToken);
                return;
            }
            catch (LogException exception) when (exception.Error == LogError.RecordTooLarge && Cut(letter) is { } smaller)
            {
                letter = smaller;
            }
            catch (LogException exception) when (exception.IsTransient)
            {
                LogWaiting(exception, topic);
                await Task.Delay(RetryPause, _time, cancellationToken);
            }
        }
    }

    // Key, headers and reason come on top of a value that may have been as large as can be. Null where nothing is left to cut.
    private static DeadLetter? Cut(DeadLetter letter) =>
        letter.Value is { IsEmpty: false } value ? letter with { Value = value[..(value.Length / 2)], IsCut = true }
        : letter.Headers.Items.Count > 0 || !letter.Key.IsEmpty ? letter with { Headers = default, Key = default, IsCut = true }
        : letter.Reason.Length > 0 ? letter with { Reason = letter.Reason[..(letter.Reason.Length / 2)] }
        : null;

    [LoggerMessage(EventIds.DeadLetter, LogLevel.Warning,
        "Set aside {Topic}/{Partition}@{Offset} to the dead letters: {Reason}")]
    private partial void LogDeadLetter(string topic, int partition, long offset, string reason);

    [LoggerMessage(EventIds.DeadLetterWaits, LogLevel.Warning, "A dead letter of {Topic} waits for room")]
    private partial void LogWaiting(Exception exception, string topic);
}
