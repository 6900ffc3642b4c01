using System.Globalization;
using System.Text;
using Homing.Log;

namespace Homing.Messages;

/// <summary>
/// A record that was set aside, with everything that is needed to put it back as it was. In a topic of dead letters the
/// headers of Homing come first and end with the time of the original; what follows are the headers of the original.
/// </summary>
public sealed record DeadLetter
{
    internal const string Prefix = "homing-";
    internal const string KeyHeader = Prefix + "key";
    internal const string TombstoneHeader = Prefix + "tombstone";
    // The last of ours: everything behind it is the original's, whatever it is called.
    internal const string TimeHeader = Prefix + "time";

    /// <summary>The topic that the record came from.</summary>
    public required string Topic { get; init; }

    /// <summary>Where it stood there.</summary>
    public required LogPosition Position { get; init; }

    /// <summary>Why it was set aside.</summary>
    public required string Reason { get; init; }

    /// <summary>When the log first took it; null where that was not kept.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>When it was set aside.</summary>
    public required DateTimeOffset SetAsideAt { get; init; }

    /// <summary>Its key.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Its value, or what is left of it; null for a tombstone.</summary>
    public ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>Its headers.</summary>
    public LogHeaders Headers { get; init; }

    /// <summary>True where it was too large to be kept whole: then it cannot be put back.</summary>
    public bool IsCut { get; init; }

    /// <summary>When it was last put back; null where it never was.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }

    /// <summary>How a place is written: <c>partition@offset</c>.</summary>
    public static string Text(LogPosition position) =>
        FormattableString.Invariant($"{position.Partition}@{position.Offset}");

    /// <summary>Reads <c>partition@offset</c>.</summary>
    public static bool TryParse(string text, out LogPosition position) => TryParse(text, '@', out position);

    /// <summary>The key in the topic of dead letters.</summary>
    internal static string KeyOf(LogPosition position) =>
        FormattableString.Invariant($"{position.Partition}:{position.Offset}");

    /// <summary>Where the record of that key stood; false where the key is not one of ours.</summary>
    internal static bool TryReadKey(ReadOnlyMemory<byte> key, out LogPosition position) =>
        TryParse(Encoding.UTF8.GetString(key.Span), ':', out position);

    /// <summary>Reads a record of a topic of dead letters; null where it is no letter of ours.</summary>
    internal static DeadLetter? Read(string topic, LogRecord record)
    {
        if (!TryReadKey(record.Key, out var position) || record.Value is not { } value
            || FindOurs(record.Headers, DeadLetters.ReasonHeader) is not { } reason)
        {
            return null;
        }

        var headers = record.Headers.Items;
        var ours = headers.TakeWhile(header => header.Key != TimeHeader).Count() + 1;
        return new DeadLetter
        {
            Topic = topic,
            Position = position,
            Reason = Encoding.UTF8.GetString(reason.Span),
            Timestamp = ReadTime(FindOurs(record.Headers, TimeHeader)),
            SetAsideAt = record.Timestamp,
            Key = FindOurs(record.Headers, KeyHeader) is { } key ? key.ToArray() : default,
            Value = FindOurs(record.Headers, TombstoneHeader) is null ? value.ToArray() : default(ReadOnlyMemory<byte>?),
            Headers = new LogHeaders(
                [.. headers.Skip(ours).Select(header => KeyValuePair.Create(header.Key, (ReadOnlyMemory<byte>)header.Value.ToArray()))]),
            IsCut = FindOurs(record.Headers, DeadLetters.CutHeader) is not null,
        };
    }

    /// <summary>The letter as it stands in the topic of dead letters.</summary>
    internal LogEntry ToEntry()
    {
        List<KeyValuePair<string, ReadOnlyMemory<byte>>> headers = [new(DeadLetters.ReasonHeader, Encoding.UTF8.GetBytes(Reason))];
        if (IsCut)
        {
            headers.Add(new(DeadLetters.CutHeader, Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Value?.Length ?? 0}"))));
        }

        if (Value is null)
        {
            headers.Add(new(TombstoneHeader, default));
        }

        if (!Key.IsEmpty)
        {
            headers.Add(new(KeyHeader, Key));
        }

        headers.Add(new(TimeHeader, Timestamp is { } time ? WriteTime(time) : default));
        headers.AddRange(Headers.Items);

        // In a compacted topic a record without a value would remove the letter.
        return new LogEntry(Encoding.UTF8.GetBytes(KeyOf(Position)), Value ?? ReadOnlyMemory<byte>.Empty, new LogHeaders(headers));
    }

    private static ReadOnlyMemory<byte>? FindOurs(LogHeaders headers, string name)
    {
        foreach (var header in headers.Items)
        {
            if (header.Key == name)
            {
                return header.Value;
            }

            if (header.Key == TimeHeader)
            {
                break;
            }
        }

        return null;
    }

    internal static byte[] WriteTime(DateTimeOffset time) =>
        Encoding.UTF8.GetBytes(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    internal static DateTimeOffset? ReadTime(ReadOnlyMemory<byte>? text) =>
        text is { } utf8 && DateTimeOffset.TryParse(
            Encoding.UTF8.GetString(utf8.Span), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : null;

    private static bool TryParse(string text, char separator, out LogPosition position)
    {
        position = default;
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0
            || !int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        position = new LogPosition(partition, offset);
        return true;
    }
}
