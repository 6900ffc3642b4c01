using System.Text;
using Homing.Log;

namespace Homing.Messages;

/// <summary>
/// Says beside a dead letter that it was put back. It has a key of its own: a reader that starts again and refuses the same
/// record again writes the letter again, and must not wipe out the note.
/// </summary>
internal static class DeadLetterNote
{
    private const string Suffix = "/replayed";

    public static LogEntry Write(LogPosition position, DateTimeOffset at) => new(
        Encoding.UTF8.GetBytes(DeadLetter.KeyOf(position) + Suffix), DeadLetter.WriteTime(at));

    /// <summary>When the letter of that place was put back; null where the record is no note.</summary>
    public static DateTimeOffset? Read(LogRecord record, out LogPosition position)
    {
        position = default;
        var suffix = Encoding.UTF8.GetBytes(Suffix);
        return record.Key.Span.EndsWith(suffix) && DeadLetter.TryReadKey(record.Key[..^suffix.Length], out position)
            ? DeadLetter.ReadTime(record.Value)
            : null;
    }
}
