using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger;

/// <summary>What makes the same request the same report.</summary>
internal static class ReportIds
{
    private const int GuidBytes = 16;

    /// <summary>The report that a user asks for under an idempotency key: a UUID of version 8 (RFC 9562), of a SHA-256.</summary>
    public static Guid Of(string user, string key)
    {
        // The length says where the user ends, so that no other user and key make the same.
        var name = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(user) + Encoding.UTF8.GetByteCount(key)];
        var userBytes = Encoding.UTF8.GetBytes(user, name.AsSpan(sizeof(int)));
        BinaryPrimitives.WriteInt32BigEndian(name, userBytes);
        Encoding.UTF8.GetBytes(key, name.AsSpan(sizeof(int) + userBytes));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..GuidBytes], bigEndian: true);
    }

    /// <summary>Tells an order from another one; two that mean the same, however they are written, have the same.</summary>
    public static string Fingerprint(ReportOrder order)
    {
        // Lengths, since a title may hold whatever separates.
        var text = FormattableString.Invariant(
            $"{order.Kind} {order.Title.Length} {order.Title} {order.LifetimeMinutes} {order.Parameters.GetRawText()}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
