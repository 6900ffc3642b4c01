using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Homing.Messages;

/// <summary>A request as it stands in <c>client_request</c>. The body is carried as it came and never parsed here.</summary>
public readonly struct RequestMessage
{
    /// <summary>The gateway that took the request and waits for the answer.</summary>
    public required int ApiId { get; init; }

    /// <summary>The epoch of that gateway's lease.</summary>
    public required long Epoch { get; init; }

    /// <summary>Who asks.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's own id of the request: the idempotency key.</summary>
    public required string RequestId { get; init; }

    /// <summary>The operation.</summary>
    public required string Op { get; init; }

    /// <summary>Nobody waits for the answer after this.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>One JSON value in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Writes the message as one JSON object.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"api_id\":"u8);
        JsonText.WriteNumber(output, ApiId);
        output.Write(",\"epoch\":"u8);
        JsonText.WriteNumber(output, Epoch);
        output.Write(",\"client_id\":"u8);
        JsonText.WriteString(output, ClientId);
        output.Write(",\"request_id\":"u8);
        JsonText.WriteString(output, RequestId);
        output.Write(",\"op\":"u8);
        JsonText.WriteString(output, Op);
        output.Write(",\"deadline\":\""u8);
        JsonText.WriteTime(output, Deadline);
        output.Write("\",\"body\":"u8);
        output.Write(Body.Span);
        output.Write("}"u8);
    }

    /// <summary>Reads a message; where it is not one, says why.</summary>
    /// <param name="utf8">The record's value; <see cref="Body"/> is a slice of it.</param>
    /// <param name="message">What was read.</param>
    /// <param name="reason">What is wrong with the value.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, out RequestMessage message, [NotNullWhen(false)] out string? reason)
    {
        message = default;
        int? apiId = null;
        long? epoch = null;
        string? clientId = null, requestId = null, op = null;
        DateTimeOffset? deadline = null;
        ReadOnlyMemory<byte>? body = null;
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
                if (reader.ValueTextEquals("body"u8))
                {
                    reader.Read();
                    body = JsonText.SliceValue(utf8, ref reader);
                }
                else if (reader.ValueTextEquals("api_id"u8))
                {
                    reader.Read();
                    apiId = reader.GetInt32();
                }
                else if (reader.ValueTextEquals("epoch"u8))
                {
                    reader.Read();
                    epoch = reader.GetInt64();
                }
                else if (reader.ValueTextEquals("client_id"u8))
                {
                    reader.Read();
                    clientId = reader.GetString();
                }
                else if (reader.ValueTextEquals("request_id"u8))
                {
                    reader.Read();
                    requestId = reader.GetString();
                }
                else if (reader.ValueTextEquals("op"u8))
                {
                    reader.Read();
                    op = reader.GetString();
                }
                else if (reader.ValueTextEquals("deadline"u8))
                {
                    reader.Read();
                    deadline = reader.GetDateTimeOffset();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            reason = "the value is not a request: " + exception.Message;
            return false;
        }

        reason = apiId is null or < 0 ? "api_id is missing or negative"
            : epoch is null ? "epoch is missing"
            : string.IsNullOrEmpty(clientId) ? "client_id is missing"
            : string.IsNullOrEmpty(requestId) ? "request_id is missing"
            : string.IsNullOrEmpty(op) ? "op is missing"
            : deadline is null ? "deadline is missing"
            : body is null ? "body is missing"
            : null;
        if (reason is not null)
        {
            return false;
        }

        message = new RequestMessage
        {
            ApiId = apiId!.Value,
            Epoch = epoch!.Value,
            ClientId = clientId!,
            RequestId = requestId!,
            Op = op!,
            Deadline = deadline!.Value,
            Body = body!.Value,
        };
        return true;
    }
}
