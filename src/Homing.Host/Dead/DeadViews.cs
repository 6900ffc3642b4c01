using System.Text;
using System.Text.Json.Serialization;
using Homing.Log;
using Homing.Messages;

namespace Homing.Host.Dead;

/// <summary>What was set aside from a topic.</summary>
internal sealed record DeadTopicView(string Topic, int Waiting, int Replayed, DateTimeOffset? LastAt)
{
    public static DeadTopicView Of(DeadTopic topic) => new(topic.Topic, topic.Waiting, topic.Replayed, topic.LastAt);
}

/// <summary>A dead letter, its value cut to what one reads.</summary>
/// <param name="Position">Where it stood in its topic, <c>partition@offset</c>.</param>
/// <param name="Reason">Why it was set aside.</param>
/// <param name="Timestamp">When the log first took it.</param>
/// <param name="SetAsideAt">When it was set aside.</param>
/// <param name="Key">Its key; bytes that are not UTF-8 as <c>\xNN</c>.</param>
/// <param name="Value">The beginning of its value, the same way; null for a tombstone.</param>
/// <param name="ValueBytes">How long the value is, or what is left of it.</param>
/// <param name="IsCut">True where it was too large to be kept whole: then it cannot be put back.</param>
/// <param name="ReplayedAt">When it was last put back.</param>
internal sealed record DeadLetterView(
    string Position,
    string Reason,
    DateTimeOffset? Timestamp,
    DateTimeOffset SetAsideAt,
    string Key,
    string? Value,
    int ValueBytes,
    bool IsCut,
    DateTimeOffset? ReplayedAt)
{
    private const int MaxBytes = 1_000;

    public static DeadLetterView Of(DeadLetter letter) => new(
        DeadLetter.Text(letter.Position),
        letter.Reason,
        letter.Timestamp,
        letter.SetAsideAt,
        Text(letter.Key.Span),
        letter.Value is { } value ? Text(value.Span) : null,
        letter.Value?.Length ?? 0,
        letter.IsCut,
        letter.ReplayedAt);

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var rest = bytes[..Math.Min(bytes.Length, MaxBytes)]; !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                foreach (var unreadable in rest[..length])
                {
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{unreadable:X2}");
                }
            }

            rest = rest[length..];
        }

        return (bytes.Length > MaxBytes ? text.Append('…') : text).ToString();
    }
}

/// <summary>What is to be put back.</summary>
/// <param name="At">Where it stood in its topic, <c>partition@offset</c> each; empty or null together with <paramref name="All"/>.</param>
/// <param name="All">All that waits.</param>
/// <param name="Again">Also what was put back before.</param>
internal sealed record DeadReplayRequest(IReadOnlyList<string>? At = null, bool All = false, bool Again = false)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Check(out IReadOnlyCollection<LogPosition>? only)
    {
        only = null;
        if (All == (At?.Count > 0))
        {
            return "Say either which letters, as partition@offset, or all.";
        }

        var positions = new List<LogPosition>();
        foreach (var text in At ?? [])
        {
            if (!DeadLetter.TryParse(text, out var position))
            {
                return $"'{text}' is no place: it must be partition@offset, such as 0@42.";
            }

            positions.Add(position);
        }

        only = All ? null : positions;
        return null;
    }
}

/// <summary>What became of a letter that was to be put back.</summary>
/// <param name="Position">Where it stood, <c>partition@offset</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="ReplayedTo">Where it stands now.</param>
/// <param name="ReplayedAt">When it was put back, now or before.</param>
internal sealed record DeadReplayView(
    string Position,
    [property: JsonConverter(typeof(JsonStringEnumConverter<DeadReplayOutcome>))] DeadReplayOutcome Outcome,
    string? ReplayedTo,
    DateTimeOffset? ReplayedAt)
{
    public static DeadReplayView Of(DeadReplay replay) => new(
        DeadLetter.Text(replay.Position),
        replay.Outcome,
        replay.ReplayedTo is { } position ? DeadLetter.Text(position) : null,
        replay.ReplayedAt);
}

[JsonSerializable(typeof(IReadOnlyList<DeadTopicView>))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetterView>))]
[JsonSerializable(typeof(IReadOnlyList<DeadReplayView>))]
[JsonSerializable(typeof(DeadReplayRequest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
internal sealed partial class DeadJson : JsonSerializerContext;
