using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Homing.Messages;

/// <summary>A value of <c>client_cancel</c>: the client takes its request back.</summary>
/// <param name="Request">The request.</param>
/// <param name="Deadline">After this nobody would work on the request anyway, and the message can be forgotten.</param>
public readonly record struct CancelMessage(RequestKey Request, DateTimeOffset Deadline)
{
    /// <summary>Writes the message as one JSON object.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"client_id\":"u8);
        JsonText.WriteString(output, Request.ClientId);
        output.Write(",\"request_id\":"u8);
        JsonText.WriteString(output, Request.RequestId);
        output.Write(",\"deadline\":\""u8);
        JsonText.WriteTime(output, Deadline);
        output.Write("\"}"u8);
    }

    /// <summary>Reads a message; where it is not one, says why.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, out CancelMessage message, [NotNullWhen(false)] out string? reason)
    {
        message = default;
        if (!MessageFields.TryRead(utf8, out var fields, out reason))
        {
            return false;
        }

        if (string.IsNullOrEmpty(fields.ClientId) || string.IsNullOrEmpty(fields.RequestId) || fields.Deadline is null)
        {
            reason = "client_id, request_id or deadline is missing";
            return false;
        }

        message = new CancelMessage(new RequestKey(fields.ClientId, fields.RequestId), fields.Deadline.Value);
        return true;
    }
}
