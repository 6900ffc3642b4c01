using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Homing.Messages;

/// <summary>An answer as it stands in <c>client_response_&lt;api_id&gt;</c>: a body or an error, carried as it came.</summary>
public readonly struct ResponseMessage
{
    /// <summary>Whose answer it is.</summary>
    public required string ClientId { get; init; }

    /// <summary>The request that is answered.</summary>
    public required string RequestId { get; init; }

    /// <summary>The operation.</summary>
    public required string Op { get; init; }

    /// <summary>The epoch that the request carried.</summary>
    public required long Epoch { get; init; }

    /// <summary>True where <see cref="Content"/> is a problem in place of a body.</summary>
    public required bool IsError { get; init; }

    /// <summary>The body or the problem: one JSON value in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Starts a message: next the caller writes the body or problem, then <see cref="WriteEnd"/>.</summary>
    public static void WriteStart(IBufferWriter<byte> output, in RequestMessage request, bool isError)
    {
        output.Write("{\"client_id\":"u8);
        JsonText.WriteString(output, request.ClientId);
        output.Write(",\"request_id\":"u8);
        JsonText.WriteString(output, request.RequestId);
        output.Write(",\"op\":"u8);
        JsonText.WriteString(output, request.Op);
        output.Write(",\"epoch\":"u8);
        JsonText.WriteNumber(output, request.Epoch);
        output.Write(isError ? ",\"error\":"u8 : ",\"body\":"u8);
    }

    /// <summary>Ends a message.</summary>
    public static void WriteEnd(IBufferWriter<byte> output) => output.Write("}"u8);

    /// <summary>Reads a message; where it is not one, says why.</summary>
    /// <param name="utf8">The record's value; <see cref="Content"/> is a slice of it.</param>
    /// <param name="message">What was read.</param>
    /// <param name="reason">What is wrong with the value.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, out ResponseMessage message, [NotNullWhen(false)] out string? reason)
    {
        message = default;
        string? clientId = null, requestId = null, op = null;
        long? epoch = null;
        ReadOnlyMemory<byte>? content = null;
        var isError = false;
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
                if (reader.ValueTextEquals("body"u8) || reader.ValueTextEquals("error"u8))
                {
                    isError = reader.ValueTextEquals("error"u8);
                    reader.Read();
                    content = JsonText.SliceValue(utf8, ref reader);
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
                else if (reader.ValueTextEquals("epoch"u8))
                {
                    reader.Read();
                    epoch = reader.GetInt64();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            reason = "the value is not a response: " + exception.Message;
            return false;
        }

        reason = string.IsNullOrEmpty(clientId) ? "client_id is missing"
            : string.IsNullOrEmpty(requestId) ? "request_id is missing"
            : string.IsNullOrEmpty(op) ? "op is missing"
            : epoch is null ? "epoch is missing"
            : content is null ? "body and error are both missing"
            : null;
        if (reason is not null)
        {
            return false;
        }

        message = new ResponseMessage
        {
            ClientId = clientId!,
            RequestId = requestId!,
            Op = op!,
            Epoch = epoch!.Value,
            IsError = isError,
            Content = content!.Value,
        };
        return true;
    }
}
