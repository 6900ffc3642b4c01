using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// Signs call backs and checks signatures: Standard Webhooks 1.0, symmetric (<c>v1</c>, HMAC-SHA256 over
/// <c>id.timestamp.body</c>). With several secrets, the first signs and any is good, so that secrets can be changed
/// without losing a call back.
/// </summary>
internal sealed class WebhookSigner
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>What every secret begins with; base64 of 24 to 64 bytes follows.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The most signatures that a call back may have: one of each secret, and few are in use at a time.</summary>
    public const int MostSignatures = 8;

    /// <summary>How far the time of a call back may be from ours.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";
    private readonly byte[][] _secrets;

    /// <param name="secrets">At least one; see <see cref="IsSecret"/>.</param>
    public WebhookSigner(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Select(secret => Convert.FromBase64String(secret[SecretPrefix.Length..]))];

    /// <summary>A new secret.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>True where the text is a secret.</summary>
    public static bool IsSecret(string text)
    {
        var bytes = new byte[64];
        return text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[SecretPrefix.Length..], bytes, out var length) && length >= 24;
    }

    /// <summary>The value of <see cref="SignatureHeader"/>: a signature of each secret.</summary>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        var content = Content(id, Seconds(timestamp), body);
        return string.Join(' ', _secrets.Select(
            secret => Version + Convert.ToBase64String(HMACSHA256.HashData(secret, content))));
    }

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string Seconds(DateTimeOffset timestamp) =>
        timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Why a call back is not to be believed; null where it is.</summary>
    public string? Refuse(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
        {
            return $"{IdHeader}, {TimestampHeader}, {SignatureHeader}: one is missing";
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > Tolerance.TotalSeconds)
        {
            return $"{TimestampHeader}: more than {Tolerance.TotalMinutes} minutes from our time, or no time";
        }

        // Whoever sends it need not know a secret, so what a call back costs us must not grow with its header.
        var signatures = signature.Split(' ', MostSignatures + 1);
        if (signatures.Length > MostSignatures)
        {
            return $"{SignatureHeader}: more than {MostSignatures} signatures";
        }

        var content = Content(id, timestamp, body);
        var ours = Array.ConvertAll(_secrets, secret => HMACSHA256.HashData(secret, content));
        Span<byte> offered = stackalloc byte[HMACSHA256.HashSizeInBytes + 1];
        var isGood = false;
        foreach (var text in signatures)
        {
            if (!text.StartsWith(Version, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(text[Version.Length..], offered, out var length))
            {
                continue;
            }

            foreach (var own in ours)
            {
                // All are compared, and in constant time, so that the time it takes says nothing.
                isGood |= CryptographicOperations.FixedTimeEquals(own, offered[..length]);
            }
        }

        return isGood ? null : $"{SignatureHeader}: not a signature of ours";
    }

    private static byte[] Content(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
}
