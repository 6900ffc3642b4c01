using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Homing.Messages;

/// <summary>
/// The word to a gateway that a client has come back elsewhere: a value of <c>client_response_&lt;api_id&gt;</c> beside the
/// answers. The connection that it still takes for the client's is over.
/// </summary>
public readonly struct MovedMessage
{
    internal const string Kind = "moved";

    /// <summary>Who has moved.</summary>
    public required string ClientId { get; init; }

    /// <summary>The epoch under which the client was connected.</summary>
    public required long Epoch { get; init; }

    /// <summary>Which of the client's connections is over: the gateway's own number of it.</summary>
    public required long Connection { get; init; }

    /// <summary>Writes the message.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"kind\":\"moved\",\"client_id\":"u8);
        JsonText.WriteString(output, ClientId);
        output.Write(",\"epoch\":"u8);
        JsonText.WriteNumber(output, Epoch);
        output.Write(",\"connection\":"u8);
        JsonText.WriteNumber(output, Connection);
        output.Write("}"u8);
    }

    internal static bool TryRead(
        in MessageFields fields, out MovedMessage message, [NotNullWhen(false)] out string? reason)
    {
        message = default;
        reason = string.IsNullOrEmpty(fields.ClientId) ? "client_id is missing"
            : fields.Epoch is null ? "epoch is missing"
            : fields.Connection is null ? "connection is missing"
            : null;
        if (reason is not null)
        {
            return false;
        }

        message = new MovedMessage
        {
            ClientId = fields.ClientId!,
            Epoch = fields.Epoch!.Value,
            Connection = fields.Connection!.Value,
        };
        return true;
    }
}
