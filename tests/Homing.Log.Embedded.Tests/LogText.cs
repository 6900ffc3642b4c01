using System.Text;

namespace Homing.Log.Embedded.Tests;

/// <summary>Short ways to write to topic <c>t</c> and to read it, as text.</summary>
internal static class LogText
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Ends a wait that would otherwise never end.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Deadline).Token;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Show(LogRecord record) =>
        $"{record.Offset} {Encoding.UTF8.GetString(record.Key.Span)}=" +
        (record.Value is { } value ? Encoding.UTF8.GetString(value.Span).TrimEnd() : "-");

    /// <summary>Appends the value, filled up with blanks; null is a tombstone.</summary>
    public static async Task<LogPosition> PutAsync(this ILog log, string key, string? value, int length = 0) =>
        await log.AppendAsync(
            "t",
            new LogEntry(Bytes(key), value is null ? default(ReadOnlyMemory<byte>?) : Bytes(value.PadRight(length))),
            Soon);

    /// <summary>All that is there now, from a reader of its own.</summary>
    public static async Task<List<string>> ReadAllAsync(this ILog log, StartAt? start = null)
    {
        await using var reader = log.OpenReader("t", start ?? StartAt.Beginning);
        return await reader.DrainAsync();
    }

    /// <summary>All that the reader can give without waiting.</summary>
    public static async Task<List<string>> DrainAsync(this ILogReader reader)
    {
        var all = new List<string>();
        using var enough = new CancellationTokenSource();
        while (true)
        {
            var read = reader.ReadAsync(enough.Token);
            if (!read.IsCompleted)
            {
                await enough.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
                return all;
            }

            foreach (var record in (await read).Records.Span)
            {
                all.Add(Show(record));
            }
        }
    }

    /// <summary>That many records, waiting for them, and no more than the last batch brings.</summary>
    public static async Task<List<string>> TakeAsync(this ILogReader reader, int count)
    {
        var all = new List<string>();
        while (all.Count < count)
        {
            foreach (var record in (await reader.ReadAsync(Soon)).Records.Span)
            {
                all.Add(Show(record));
            }
        }

        return all;
    }
}
