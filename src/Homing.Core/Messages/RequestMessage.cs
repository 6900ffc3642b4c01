using System.Buffers;
using System.Diagnostics.CodeAnalysis;

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
        if (!MessageFields.TryRead(utf8, out var fields, out reason))
        {
            return false;
        }

        reason = fields.Missing()
            ?? (fields.ApiId is null or < 0 ? "api_id is missing or negative"
            : fields.Deadline is null ? "deadline is missing"
            : fields.Content is null || fields.IsError ? "body is missing"
            : null);
        if (reason is not null)
        {
            return false;
        }

        message = new RequestMessage
        {
            ApiId = fields.ApiId!.Value,
            Epoch = fields.Epoch!.Value,
            ClientId = fields.ClientId!,
            RequestId = fields.RequestId!,
            Op = fields.Op!,
            Deadline = fields.Deadline!.Value,
            Body = fields.Content!.Value,
        };
        return true;
    }
}
