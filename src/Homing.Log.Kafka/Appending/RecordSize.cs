using System.Text;

namespace Homing.Log.Kafka.Appending;

/// <summary>How large a record is to the brokers, at most.</summary>
internal static class RecordSize
{
    // The batch's head, and the record's lengths, offset and time.
    private const int Framing = 128;
    private const int HeaderFraming = 10;

    public static long Of(in LogEntry entry)
    {
        long bytes = Framing + entry.Key.Length + (entry.Value?.Length ?? 0);
        foreach (var (name, value) in entry.Headers.Items)
        {
            bytes += Encoding.UTF8.GetByteCount(name) + value.Length + HeaderFraming;
        }

        return bytes;
    }
}
