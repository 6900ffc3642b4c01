using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Homing.Log;

namespace Homing.Messages;

/// <summary>
/// A value of <c>client_response_broadcast</c>: an answer that looks for its client, or the word that it has reached him.
/// </summary>
public readonly struct BroadcastMessage
{
    private const string ResponseKind = "response";
    private const string SettledKind = "settled";

    /// <summary>Whose answer it is.</summary>
    public required string ClientId { get; init; }

    /// <summary>The request that is answered.</summary>
    public required string RequestId { get; init; }

    /// <summary>The answer; null where it is settled.</summary>
    public ResponseMessage? Response { get; init; }

    /// <summary>Writes an answer that looks for its client.</summary>
    public static void WriteResponse(IBufferWriter<byte> output, in ResponseMessage response)
    {
        output.Write("{\"kind\":\"response\",\"client_id\":"u8);
        JsonText.WriteString(output, response.ClientId);
        output.Write(",\"request_id\":"u8);
        JsonText.WriteString(output, response.RequestId);
        output.Write(",\"op\":"u8);
        JsonText.WriteString(output, response.Op);
        output.Write(",\"epoch\":"u8);
        JsonText.WriteNumber(output, response.Epoch);
        output.Write(response.IsError ? ",\"error\":"u8 : ",\"body\":"u8);
        output.Write(response.Content.Span);
        output.Write("}"u8);
    }

    /// <summary>Writes that the answer has reached its client.</summary>
    public static void WriteSettled(IBufferWriter<byte> output, string clientId, string requestId)
    {
        output.Write("{\"kind\":\"settled\",\"client_id\":"u8);
        JsonText.WriteString(output, clientId);
        output.Write(",\"request_id\":"u8);
        JsonText.WriteString(output, requestId);
        output.Write("}"u8);
    }

    /// <summary>Reads a message; where it is not one, says why.</summary>
    /// <param name="utf8">The record's value; the response's content is a slice of it.</param>
    /// <param name="message">What was read.</param>
    /// <param name="reason">What is wrong with the value.</param>
    /// <param name="headers">The record's headers, which may name the answer's trace.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        out BroadcastMessage message,
        [NotNullWhen(false)] out string? reason,
        in LogHeaders headers = default)
    {
        message = default;
        if (!MessageFields.TryRead(utf8, out var fields, out reason))
        {
            return false;
        }

        switch (fields.Kind)
        {
            case ResponseKind:
                if (!ResponseMessage.TryRead(fields, out var response, out reason, headers))
                {
                    return false;
                }

                message = new BroadcastMessage
                {
                    ClientId = response.ClientId,
                    RequestId = response.RequestId,
                    Response = response,
                };
                return true;
            case SettledKind when string.IsNullOrEmpty(fields.ClientId) || string.IsNullOrEmpty(fields.RequestId):
                reason = "client_id or request_id is missing";
                return false;
            case SettledKind:
                message = new BroadcastMessage { ClientId = fields.ClientId, RequestId = fields.RequestId };
                return true;
            default:
                reason = $"kind is '{fields.Kind}'; it must be {ResponseKind} or {SettledKind}";
                return false;
        }
    }
}
