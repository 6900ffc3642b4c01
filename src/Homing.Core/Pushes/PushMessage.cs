using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Homing.Messages;

namespace Homing.Pushes;

/// <summary>A push to a user as it stands in <c>user_push</c>; the body is carried as it came.</summary>
public readonly struct PushMessage
{
    /// <summary>The longest <see cref="Body"/>, in bytes.</summary>
    /// <value>32 KiB, so that several can be on their way to a slow client at once.</value>
    public const int MaxBodyBytes = 32 * 1024;

    /// <summary>The longest push id, user id and topic, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The push's own id, by which it is told from others; also the record's key.</summary>
    public required string PushId { get; init; }

    /// <summary>Whom it is for.</summary>
    public required string UserId { get; init; }

    /// <summary>What it is about, such as <c>report</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>One JSON value in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>From then on nobody needs it any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Writes the record's value.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{\"push_id\":"u8);
        JsonText.WriteString(output, PushId);
        output.Write(",\"user_id\":"u8);
        JsonText.WriteString(output, UserId);
        output.Write(",\"topic\":"u8);
        JsonText.WriteString(output, Topic);
        output.Write(",\"body\":"u8);
        output.Write(Body.Span);
        output.Write(",\"expires_at\":\""u8);
        JsonText.WriteTime(output, ExpiresAt);
        output.Write("\"}"u8);
    }

    /// <summary>Reads a message; where it is not one, says why.</summary>
    /// <param name="utf8">The record's value; <see cref="Body"/> is a slice of it.</param>
    /// <param name="message">What was read.</param>
    /// <param name="reason">What is wrong with the value.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, out PushMessage message, [NotNullWhen(false)] out string? reason)
    {
        message = default;
        if (!MessageFields.TryRead(utf8, out var fields, out reason))
        {
            return false;
        }

        reason = WrongName("push_id", fields.PushId) ?? WrongName("user_id", fields.UserId) ?? WrongName("topic", fields.Topic)
            ?? (fields.Content is not { } body || fields.IsError ? "body is missing"
                : body.Length > MaxBodyBytes ? $"body has {body.Length} bytes; at most {MaxBodyBytes} are taken"
                : fields.ExpiresAt is null ? "expires_at is missing"
                : null);
        if (reason is not null)
        {
            return false;
        }

        message = new PushMessage
        {
            PushId = fields.PushId!,
            UserId = fields.UserId!,
            Topic = fields.Topic!,
            Body = fields.Content!.Value,
            ExpiresAt = fields.ExpiresAt!.Value,
        };
        return true;
    }

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    internal static string? WrongName(string field, string? value) =>
        string.IsNullOrEmpty(value) ? field + " is missing"
        : value.Length > MaxNameLength ? $"{field} has {value.Length} characters; at most {MaxNameLength} are taken"
        : null;
}
