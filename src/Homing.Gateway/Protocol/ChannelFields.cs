using System.Text.Json;
using Homing.Streams;

namespace Homing.Gateway.Protocol;

/// <summary>What a client says of a channel that it wants to watch, in a <c>subscribe</c> or an item of a hello.</summary>
internal readonly record struct ChannelFields(string? Channel, ChannelPosition? Since, long? MinIntervalMs)
{
    /// <summary>Reads the array that the reader stands on; null for null.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static List<ChannelFields>? ReadAll(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref reader, JsonTokenType.StartArray);
        var items = new List<ChannelFields>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.StartObject);
            items.Add(ReadObject(ref reader));
        }

        return items;
    }

    /// <summary>Reads the object with epoch and offset that the reader stands on; null for null.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ChannelPosition? ReadPosition(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref reader, JsonTokenType.StartObject);
        return ReadObject(ref reader).Since ?? throw new FormatException();
    }

    private static ChannelFields ReadObject(ref Utf8JsonReader reader)
    {
        string? channel = null;
        long? epoch = null, offset = null, interval = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("channel"u8))
            {
                reader.Read();
                channel = reader.GetString();
            }
            else if (reader.ValueTextEquals("epoch"u8))
            {
                reader.Read();
                epoch = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                reader.Read();
                offset = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("min_interval_ms"u8))
            {
                reader.Read();
                interval = ReadNumber(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // One without the other is no position.
        return epoch is null != offset is null
            ? throw new FormatException()
            : new ChannelFields(channel, epoch is null ? null : new ChannelPosition(epoch.Value, offset!.Value), interval);
    }

    private static long? ReadNumber(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new FormatException();
        }
    }
}
