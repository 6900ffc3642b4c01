using System.Security.Cryptography;

namespace Homing.Reports.Provider;

/// <summary>The header that says what a whole document hashes to: RFC 9530.</summary>
internal static class ReprDigest
{
    public const string Header = "Repr-Digest";

    private const string Start = "sha-256=:";

    /// <summary>Its value for a SHA-256.</summary>
    public static string Write(ReadOnlySpan<byte> sha256) => $"{Start}{Convert.ToBase64String(sha256)}:";

    /// <summary>The SHA-256 in a value; null where there is none that can be read.</summary>
    public static byte[]? Read(string? value)
    {
        // Other algorithms may stand beside it.
        foreach (var item in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            if (item.StartsWith(Start, StringComparison.Ordinal) && item.EndsWith(':') && item.Length > Start.Length
                && Convert.TryFromBase64String(item[Start.Length..^1], hash, out var length) && length == hash.Length)
            {
                return hash;
            }
        }

        return null;
    }
}
