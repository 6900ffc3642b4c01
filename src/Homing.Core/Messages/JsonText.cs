using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Homing.Messages;

/// <summary>Writes and cuts out pieces of JSON text without building a document.</summary>
public static class JsonText
{
    // Letters and digits of ids need no escaping; this is the whole set that can go out as it is.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%()*,-./:;=?@[]^_`{|}~");

    /// <summary>Writes a JSON string with its quotes.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        if (text.ContainsAnyExcept(Plain))
        {
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        else
        {
            var span = output.GetSpan(text.Length);
            output.Advance(Encoding.UTF8.GetBytes(text, span));
        }

        output.Write("\""u8);
    }

    /// <summary>Writes a whole number.</summary>
    public static void WriteNumber(IBufferWriter<byte> output, long value)
    {
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
    }

    /// <summary>Writes a time as RFC 3339 in UTC, without the quotes.</summary>
    public static void WriteTime(IBufferWriter<byte> output, DateTimeOffset value)
    {
        var span = output.GetSpan(33);
        Utf8Formatter.TryFormat(value.UtcDateTime, span, out var written, new StandardFormat('O'));
        output.Advance(written);
    }

    /// <summary>The bytes of the value that the reader stands on; afterwards the reader stands on its end.</summary>
    /// <param name="utf8">The whole text that the reader was made for.</param>
    /// <param name="reader">A reader over <paramref name="utf8"/>, on the first token of the value.</param>
    public static ReadOnlyMemory<byte> SliceValue(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return utf8[start..(int)reader.BytesConsumed];
    }
}
