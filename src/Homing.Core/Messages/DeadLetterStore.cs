using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Messages;

/// <summary>Lists what was set aside, shows it, and puts it back to where it came from.</summary>
public sealed partial class DeadLetterStore
{
    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadLetterStore> _logger;

    /// <summary>Reads from and puts back to <paramref name="log"/>.</summary>
    public DeadLetterStore(ILog log, TimeProvider time, ILogger<DeadLetterStore> logger) =>
        (_log, _time, _logger) = (log, time, logger);

    /// <summary>Every topic that something was set aside from, by name.</summary>
    public async Task<IReadOnlyList<DeadTopic>> ListAsync(CancellationToken cancellationToken = default)
    {
        var found = new List<DeadTopic>();
        foreach (var topic in await _log.ListTopicsAsync(cancellationToken))
        {
            if (Topics.TryParseDead(topic.Name, out var origin))
            {
                var letters = (await FindAsync(origin, cancellationToken)).Values;
                found.Add(new DeadTopic(
                    origin,
                    letters.Count(letter => letter.ReplayedAt is null),
                    letters.Count(letter => letter.ReplayedAt is not null),
                    letters.Max(letter => (DateTimeOffset?)letter.SetAsideAt)));
            }
        }

        return [.. found.OrderBy(topic => topic.Topic, StringComparer.Ordinal)];
    }

    /// <summary>The letters of a topic that were set aside last, oldest first.</summary>
    /// <param name="topic">The topic that they came from, or the topic of its dead letters.</param>
    /// <param name="last">At most so many, and at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nothing was ever set aside from that topic.</returns>
    public async Task<IReadOnlyList<DeadLetter>?> ShowAsync(string topic, int last, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(last);
        topic = Topics.TryParseDead(topic, out var origin) ? origin : topic;
        if (await _log.DescribeTopicAsync(Topics.Dead(topic), cancellationToken) is null)
        {
            return null;
        }

        var found = (await FindAsync(topic, cancellationToken)).Values
            .OrderBy(letter => letter.SetAsideAt).ThenBy(letter => letter.Place.Offset).TakeLast(last)
            .ToDictionary(letter => letter.Place);
        var letters = new List<DeadLetter>();
        await ReadAsync(topic, (at, record, _) =>
        {
            if (found.TryGetValue(at, out var known) && DeadLetter.Read(topic, record) is { } letter)
            {
                letters.Add(letter with { ReplayedAt = known.ReplayedAt });
            }

            return ValueTask.CompletedTask;
        }, cancellationToken);
        return letters;
    }

    /// <summary>
    /// Puts letters back to the topic that they came from, as they were, and notes that with each. A crash in between puts
    /// one back without the note, so that the next replay does it again: at least once.
    /// </summary>
    /// <param name="topic">The topic that they came from, or the topic of its dead letters.</param>
    /// <param name="only">Where they stood in it; null for all.</param>
    /// <param name="again">Also those that were put back before.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    /// <returns>What became of each; null where nothing was ever set aside from that topic.</returns>
    public async Task<IReadOnlyList<DeadReplay>?> ReplayAsync(
        string topic, IReadOnlyCollection<LogPosition>? only, bool again, CancellationToken cancellationToken = default)
    {
        topic = Topics.TryParseDead(topic, out var origin) ? origin : topic;
        if (await _log.DescribeTopicAsync(Topics.Dead(topic), cancellationToken) is null)
        {
            return null;
        }

        // Notes are appended while it reads on: what was found before is all that is looked at.
        var found = await FindAsync(topic, cancellationToken);
        var wanted = found.Where(entry => only is null || only.Contains(entry.Key))
            .ToDictionary(entry => entry.Value.Place, entry => entry.Value.ReplayedAt);
        var replays = (only ?? []).Where(position => !found.ContainsKey(position))
            .Select(position => new DeadReplay(position, DeadReplayOutcome.NotFound)).ToList();
        await ReadAsync(topic, async (at, record, stopping) =>
        {
            if (wanted.TryGetValue(at, out var before) && DeadLetter.Read(topic, record) is { } letter)
            {
                replays.Add(await ReplayAsync(letter with { ReplayedAt = before }, again, stopping));
                wanted.Remove(at);
            }
        }, cancellationToken);
        return replays;
    }

    private async Task<DeadReplay> ReplayAsync(DeadLetter letter, bool again, CancellationToken cancellationToken)
    {
        if (letter.IsCut)
        {
            return new DeadReplay(letter.Position, DeadReplayOutcome.Cut);
        }

        if (letter.ReplayedAt is { } before && !again)
        {
            return new DeadReplay(letter.Position, DeadReplayOutcome.ReplayedBefore) { ReplayedAt = before };
        }

        var now = _time.GetUtcNow();
        var position = await _log.AppendAsync(
            letter.Topic, new LogEntry(letter.Key, letter.Value, letter.Headers), cancellationToken);
        await _log.AppendAsync(
            Topics.Dead(letter.Topic), DeadLetterNote.Write(letter.Position, now), CancellationToken.None);
        LogReplayed(letter.Topic, letter.Position.Partition, letter.Position.Offset, position.Partition, position.Offset);
        return new DeadReplay(letter.Position, DeadReplayOutcome.Replayed) { ReplayedAt = now, ReplayedTo = position };
    }

    // Compaction comes late, and several readers may have refused the same record: the newest stands for all.
    private async Task<Dictionary<LogPosition, Found>> FindAsync(string topic, CancellationToken cancellationToken)
    {
        var letters = new Dictionary<LogPosition, Found>();
        var notes = new Dictionary<LogPosition, DateTimeOffset>();
        await ReadAsync(topic, (at, record, _) =>
        {
            if (DeadLetterNote.Read(record, out var noted) is { } replayedAt)
            {
                notes[noted] = replayedAt;
            }
            else if (DeadLetter.Read(topic, record) is { } letter)
            {
                letters[letter.Position] = new Found(at, record.Timestamp, null);
            }

            return ValueTask.CompletedTask;
        }, cancellationToken);
        foreach (var (position, replayedAt) in notes)
        {
            if (letters.TryGetValue(position, out var letter))
            {
                letters[position] = letter with { ReplayedAt = replayedAt };
            }
        }

        return letters;
    }

    private async Task ReadAsync(
        string topic, Func<LogPosition, LogRecord, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        var failure = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var follower = new TopicFollower(
            _log,
            Topics.Dead(topic),
            (partition, record, stopping) => take(new LogPosition(partition, record.Offset), record, stopping),
            exception => failure.TrySetException(exception),
            _time);

        // Somebody waits for the answer: better an error than tries without end.
        await (await Task.WhenAny(follower.StartAsync(cancellationToken), failure.Task));
    }

    [LoggerMessage(EventIds.DeadLetterReplayed, LogLevel.Information,
        "Put {Topic}/{Partition}@{Offset} back from the dead letters, to {ToPartition}@{ToOffset}")]
    private partial void LogReplayed(string topic, int partition, long offset, int toPartition, long toOffset);

    private readonly record struct Found(LogPosition Place, DateTimeOffset SetAsideAt, DateTimeOffset? ReplayedAt);
}

/// <summary>What was set aside from a topic.</summary>
/// <param name="Topic">The topic that the letters came from.</param>
/// <param name="Waiting">Letters that were never put back.</param>
/// <param name="Replayed">Letters that were put back.</param>
/// <param name="LastAt">When the last one was set aside; null where there is none.</param>
public sealed record DeadTopic(string Topic, int Waiting, int Replayed, DateTimeOffset? LastAt);

/// <summary>What became of a letter that was to be put back.</summary>
/// <param name="Position">Where it stood in its topic.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record DeadReplay(LogPosition Position, DeadReplayOutcome Outcome)
{
    /// <summary>Where it stands now.</summary>
    public LogPosition? ReplayedTo { get; init; }

    /// <summary>When it was put back, now or before.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }
}

/// <summary>What becomes of a letter that is to be put back.</summary>
public enum DeadReplayOutcome
{
    /// <summary>It was put back.</summary>
    Replayed,

    /// <summary>It was put back before, and now nothing was done.</summary>
    ReplayedBefore,

    /// <summary>It was too large to be kept whole, so it cannot be put back.</summary>
    Cut,

    /// <summary>There is no such letter.</summary>
    NotFound,
}
