namespace Homing.Reports.ProviderApi;

/// <summary>The header <c>Repr-Digest</c> of RFC 9530: the digest of the whole document, also beside a part of it.</summary>
internal static class ReprDigest
{
    private const string Header = "Repr-Digest";
    private const string Start = "sha-256=:";

    /// <summary>The SHA-256 that is announced, lower-case hexadecimal; null where none is, or none that can be read.</summary>
    public static string? Sha256(HttpResponseMessage response)
    {
        // A dictionary of structured fields: members are separated by commas, which base64 does not have.
        var members = response.Headers.TryGetValues(Header, out var values) || response.Content.Headers.TryGetValues(Header, out values)
            ? string.Join(',', values).Split(',', StringSplitOptions.TrimEntries)
            : [];
        var member = Array.Find(members, text => text.StartsWith(Start, StringComparison.Ordinal) && text.EndsWith(':'));
        var digest = new byte[32];
        return member?.Length > Start.Length
            && Convert.TryFromBase64String(member[Start.Length..^1], digest, out var length) && length == digest.Length
                ? Convert.ToHexStringLower(digest)
                : null;
    }
}
