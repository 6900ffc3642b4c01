using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Homing.Log;
using Homing.Tracing;

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

    /// <summary>The trace that the answer belongs to; null for none. It stands beside the message, in its record's headers.</summary>
    public TraceContext? Trace { get; init; }

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
    /// <param name="headers">The record's headers, which may name the <see cref="Trace"/>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        out ResponseMessage message,
        [NotNullWhen(false)] out string? reason,
        in LogHeaders headers = default)
    {
        message = default;
        return MessageFields.TryRead(utf8, out var fields, out reason) && TryRead(fields, out message, out reason, headers);
    }

    internal static bool TryRead(
        in MessageFields fields,
        out ResponseMessage message,
        [NotNullWhen(false)] out string? reason,
        in LogHeaders headers)
    {
        message = default;
        reason = fields.Missing() ?? (fields.Content is null ? "body and error are both missing" : null);
        if (reason is not null)
        {
            return false;
        }

        message = new ResponseMessage
        {
            ClientId = fields.ClientId!,
            RequestId = fields.RequestId!,
            Op = fields.Op!,
            Epoch = fields.Epoch!.Value,
            IsError = fields.IsError,
            Content = fields.Content!.Value,
            Trace = TraceContext.Read(headers),
        };
        return true;
    }
}
