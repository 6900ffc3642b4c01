using System.Diagnostics.CodeAnalysis;
using Homing.Log;

namespace Homing.Messages;

/// <summary>
/// A value of <c>client_response_&lt;api_id&gt;</c>: an answer, or the word that a client has moved to another gateway.
/// </summary>
public readonly struct GatewayMessage
{
    private readonly ResponseMessage _response;

    private GatewayMessage(in ResponseMessage response) => _response = response;

    private GatewayMessage(in MovedMessage moved) => Moved = moved;

    /// <summary>Who has moved; null where this is an answer.</summary>
    public MovedMessage? Moved { get; }

    /// <summary>The answer; empty where somebody has moved.</summary>
    [UnscopedRef]
    public ref readonly ResponseMessage Response => ref _response;

    /// <summary>Reads a message; where it is not one, says why.</summary>
    /// <param name="utf8">The record's value; the answer's content is a slice of it.</param>
    /// <param name="message">What was read.</param>
    /// <param name="reason">What is wrong with the value.</param>
    /// <param name="headers">The record's headers, which carry the answer's trace.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        out GatewayMessage message,
        [NotNullWhen(false)] out string? reason,
        in LogHeaders headers = default)
    {
        message = default;
        if (!MessageFields.TryRead(utf8, out var fields, out reason))
        {
            return false;
        }

        if (fields.Kind == MovedMessage.Kind)
        {
            if (!MovedMessage.TryRead(fields, out var moved, out reason))
            {
                return false;
            }

            message = new GatewayMessage(moved);
            return true;
        }

        if (!ResponseMessage.TryRead(fields, out var response, out reason, headers))
        {
            return false;
        }

        message = new GatewayMessage(response);
        return true;
    }
}
