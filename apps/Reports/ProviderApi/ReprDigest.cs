using System.Security.Cryptography;

namespace Homing.Reports.ProviderApi;

/// <summary>The header <c>Repr-Digest</c> of RFC 9530: the SHA-256 of a whole document, also beside a part of it.</summary>
internal static class ReprDigest
{
    public const string Header = "Repr-Digest";

    private const string Start = "sha-256=:";

    /// <summary>Its value for a SHA-256.</summary>
    public static string Write(ReadOnlySpan<byte> sha256) => $"{Start}{Convert.ToBase64String(sha256)}:";

    /// <summary>The SHA-256 in a value; null where there is none that can be read.</summary>
    public static byte[]? Read(string? value)
    {
        // A dictionary of structured fields: other algorithms may stand beside it, separated by commas, which base64 does not have.
        foreach (var member in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            if (member.StartsWith(Start, StringComparison.Ordinal) && member.EndsWith(':') && member.Length > Start.Length
                && Convert.TryFromBase64String(member[Start.Length..^1], hash, out var length) && length == hash.Length)
            {
                return hash;
            }
        }

        return null;
    }

    /// <summary>The SHA-256 that an answer announces, lower-case hexadecimal; null where none is, or none that can be read.</summary>
    public static string? Of(HttpResponseMessage response) =>
        (response.Headers.TryGetValues(Header, out var values) || response.Content.Headers.TryGetValues(Header, out values))
        && Read(string.Join(',', values)) is { } hash
            ? Convert.ToHexStringLower(hash)
            : null;
}
