using System.Text.Json;
using Homing.History;

namespace Homing.HistoryChecker;

/// <summary>One line of a history. Names stand as numbers of <see cref="Utf8Names"/>; times are UTC ticks.</summary>
internal struct HistoryLine
{
    /// <summary>Null where the line is not a step: the head of a file, or a count of dropped lines.</summary>
    public HistoryStep? Step { get; private set; }

    public long At { get; private set; }

    public int Actor { get; private set; }

    public int Client { get; private set; }

    public int Request { get; private set; }

    public int Connection { get; private set; }

    /// <summary>In a delivered line: whose answer it is, where the answer names another than this line; else 0.</summary>
    public int AnswerOf { get; private set; }

    public long? Seq { get; private set; }

    public long? Deadline { get; private set; }

    /// <summary>How many lines were dropped here.</summary>
    public long Dropped { get; private set; }

    /// <summary>Reads a line; where it is not one, says why.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, Utf8Names names, out HistoryLine line, out string reason)
    {
        line = default;
        reason = "";
        try
        {
            var detail = default(ReadOnlySpan<byte>);
            var reader = new Utf8JsonReader(utf8);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                reason = "it is not a JSON object";
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!line.TryReadField(ref reader, names, ref detail))
                {
                    reason = "there is no such step";
                    return false;
                }
            }

            // Anything behind the object makes the reader throw.
            reader.Read();
            line.AnswerOf = line.Step == HistoryStep.Delivered && !line.IsNamedBy(detail, names) ? names.NumberOf(detail) : 0;
            reason = line.At == 0 ? "it has no time"
                : line.Step is not null && line.Actor == 0 ? "it names no actor"
                : line.Step is not null && line.Client == 0 ? "it names no client"
                : "";
            return reason.Length == 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            reason = exception.Message;
            return false;
        }
    }

    // Whether the detail is "client/request" of the line's own.
    private readonly bool IsNamedBy(ReadOnlySpan<byte> detail, Utf8Names names)
    {
        var client = names.Utf8(Client);
        var request = names.Utf8(Request);
        return detail.Length == client.Length + 1 + request.Length
            && detail.StartsWith(client)
            && detail[client.Length] == (byte)'/'
            && detail.EndsWith(request);
    }

    private bool TryReadField(
        scoped ref Utf8JsonReader reader, Utf8Names names, scoped ref ReadOnlySpan<byte> detail)
    {
        if (reader.ValueTextEquals("at"u8))
        {
            At = ReadTime(ref reader);
        }
        else if (reader.ValueTextEquals("step"u8))
        {
            reader.Read();
            var known = HistoryStepNames.TryRead(ref reader, out var step);
            Step = step;
            return known;
        }
        else if (reader.ValueTextEquals("actor"u8))
        {
            Actor = ReadName(ref reader, names);
        }
        else if (reader.ValueTextEquals("client_id"u8))
        {
            Client = ReadName(ref reader, names);
        }
        else if (reader.ValueTextEquals("request_id"u8))
        {
            Request = ReadName(ref reader, names);
        }
        else if (reader.ValueTextEquals("connection"u8))
        {
            Connection = ReadName(ref reader, names);
        }
        else if (reader.ValueTextEquals("detail"u8))
        {
            detail = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("seq"u8))
        {
            reader.Read();
            Seq = reader.GetInt64();
        }
        else if (reader.ValueTextEquals("deadline"u8))
        {
            Deadline = ReadTime(ref reader);
        }
        else if (reader.ValueTextEquals("dropped"u8))
        {
            reader.Read();
            Dropped = reader.GetInt64();
        }
        else
        {
            reader.Skip();
        }

        return true;
    }

    private static long ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDateTimeOffset().UtcTicks;
    }

    private static int ReadName(ref Utf8JsonReader reader, Utf8Names names) => names.NumberOf(ReadText(ref reader));

    private static ReadOnlySpan<byte> ReadText(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new FormatException("a name is not a string");
        }

        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var buffer = new byte[reader.ValueSpan.Length];
        return buffer.AsSpan(0, reader.CopyString(buffer));
    }
}
