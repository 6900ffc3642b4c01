using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ExternalReader;

/// <summary>Tells the provider's call backs from anybody else's.</summary>
internal sealed class WebhookCheck
{
    private readonly Lazy<WebhookSigner> _signer;
    private readonly TimeProvider _time;

    public WebhookCheck(IOptions<ExternalReaderOptions> options, DemoKeys keys, TimeProvider time)
    {
        _time = time;
        _signer = new Lazy<WebhookSigner>(() => new WebhookSigner(
            options.Value.Secrets.Count > 0 ? options.Value.Secrets : [keys.WebhookSecret]));
    }

    /// <summary>Why a call back is not to be believed; null where it is.</summary>
    public string? Refuse(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body) =>
        _signer.Value.Refuse(id, timestamp, signature, body, _time.GetUtcNow());
}
