using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Homing.Messages;

/// <summary>The routing fields of a message, and its content as a slice; read in one pass, none of them required.</summary>
internal struct MessageFields
{
    public int? ApiId { get; private set; }

    public string? Kind { get; private set; }

    public long? Epoch { get; private set; }

    public long? Connection { get; private set; }

    public string? ClientId { get; private set; }

    public string? RequestId { get; private set; }

    public string? Op { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    public string? PushId { get; private set; }

    public string? UserId { get; private set; }

    public string? Topic { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The value of <c>body</c> or <c>error</c>.</summary>
    public ReadOnlyMemory<byte>? Content { get; private set; }

    /// <summary>True where <see cref="Content"/> is an error.</summary>
    public bool IsError { get; private set; }

    /// <summary>Reads a JSON object; where it is not one, or a field is not of its kind, says why.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out MessageFields fields, [NotNullWhen(false)] out string? reason)
    {
        fields = default;
        reason = null;
        try
        {
            var reader = new Utf8JsonReader(utf8.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                reason = "the value is not a JSON object";
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                fields.ReadField(utf8, ref reader);
            }

            // The object has ended; anything behind it makes the reader throw.
            reader.Read();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            reason = "the value is not a message: " + exception.Message;
            return false;
        }
    }

    /// <summary>The first required routing field that is missing; null where all are there.</summary>
    public readonly string? Missing() =>
        string.IsNullOrEmpty(ClientId) ? "client_id is missing"
        : string.IsNullOrEmpty(RequestId) ? "request_id is missing"
        : string.IsNullOrEmpty(Op) ? "op is missing"
        : Epoch is null ? "epoch is missing"
        : null;

    private void ReadField(ReadOnlyMemory<byte> utf8, ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("body"u8) || reader.ValueTextEquals("error"u8))
        {
            IsError = reader.ValueTextEquals("error"u8);
            reader.Read();
            Content = JsonText.SliceValue(utf8, ref reader);
        }
        else if (reader.ValueTextEquals("client_id"u8))
        {
            reader.Read();
            ClientId = reader.GetString();
        }
        else if (reader.ValueTextEquals("request_id"u8))
        {
            reader.Read();
            RequestId = reader.GetString();
        }
        else if (reader.ValueTextEquals("op"u8))
        {
            reader.Read();
            Op = reader.GetString();
        }
        else if (reader.ValueTextEquals("epoch"u8))
        {
            reader.Read();
            Epoch = reader.GetInt64();
        }
        else if (reader.ValueTextEquals("api_id"u8))
        {
            reader.Read();
            ApiId = reader.GetInt32();
        }
        else if (reader.ValueTextEquals("kind"u8))
        {
            reader.Read();
            Kind = reader.GetString();
        }
        else if (reader.ValueTextEquals("connection"u8))
        {
            reader.Read();
            Connection = reader.GetInt64();
        }
        else if (reader.ValueTextEquals("deadline"u8))
        {
            reader.Read();
            Deadline = reader.GetDateTimeOffset();
        }
        else if (reader.ValueTextEquals("push_id"u8))
        {
            reader.Read();
            PushId = reader.GetString();
        }
        else if (reader.ValueTextEquals("user_id"u8))
        {
            reader.Read();
            UserId = reader.GetString();
        }
        else if (reader.ValueTextEquals("topic"u8))
        {
            reader.Read();
            Topic = reader.GetString();
        }
        else if (reader.ValueTextEquals("expires_at"u8))
        {
            reader.Read();
            ExpiresAt = reader.GetDateTimeOffset();
        }
        else
        {
            reader.Skip();
        }
    }
}
