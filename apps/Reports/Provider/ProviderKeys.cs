using System.Security.Cryptography;
using System.Text;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider;

/// <summary>The keys that are in force: those of the settings, else those of the demo.</summary>
internal sealed class ProviderKeys
{
    private readonly ProviderOptions _options;
    private readonly DemoKeys _demo;

    public ProviderKeys(IOptions<ProviderOptions> options, DemoKeys demo) => (_options, _demo) = (options.Value, demo);

    /// <summary>What the app shows to the storage.</summary>
    public string FileKey => _options.FileKey ?? _demo.FileKey;

    /// <summary>What signs call backs.</summary>
    public WebhookSigner NewSigner() => new(_options.WebhookSecrets is { Length: > 0 } secrets ? secrets : [_demo.WebhookSecret]);

    /// <summary>True for the key of a client.</summary>
    public bool IsApiKey(string key) =>
        (_options.ApiKeys is { Length: > 0 } keys ? keys : [_demo.ApiKey]).Aggregate(false, (isOne, known) => isOne | IsSame(key, known));

    /// <summary>True for the key of the app.</summary>
    public bool IsFileKey(string key) => IsSame(key, FileKey);

    // Hashes are of one length, and are compared in constant time: the time it takes says nothing.
    private static bool IsSame(string offered, string known) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(offered)), SHA256.HashData(Encoding.UTF8.GetBytes(known)));
}
