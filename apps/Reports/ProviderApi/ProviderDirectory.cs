using Microsoft.Extensions.Options;

namespace Homing.Reports.ProviderApi;

/// <summary>Knows the provider: from the settings, or, where they say nothing, as the one in this process.</summary>
internal sealed class ProviderDirectory
{
    /// <summary>Where call backs are taken.</summary>
    public const string CallbackPath = "/external-reader/webhooks";

    private readonly ProviderClientOptions _options;
    private readonly OwnAddress _own;
    private readonly DemoKeys _keys;
    private ProviderSite? _site;

    public ProviderDirectory(IOptions<ProviderClientOptions> options, OwnAddress own, DemoKeys keys) =>
        (_options, _own, _keys) = (options.Value, own, keys);

    /// <summary>The provider.</summary>
    /// <exception cref="HomingException">
    /// Settings are needed that are not there; or it is this process, which does not listen yet (transient).
    /// </exception>
    public ProviderSite Site => _site ??= Find();

    private ProviderSite Find()
    {
        var url = _options.Url ?? Own();
        var hosts = new ProviderHosts(
            _options.AllowedHosts.Count > 0 ? [.. _options.AllowedHosts] : [url.Host],
            url.Scheme == Uri.UriSchemeHttp,
            _options.AllowPrivateAddresses);
        if (!hosts.Allows(url))
        {
            throw new HomingException(
                $"{ProviderClientOptions.SectionName}:{nameof(_options.Url)} is '{url}', whose host is not in {nameof(_options.AllowedHosts)}.");
        }

        return new ProviderSite(
            url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + '/'),
            _options.ApiKey.Length > 0 ? _options.ApiKey : _keys.ApiKey,
            _options.CallbackUrl ?? new Uri(Own(), CallbackPath),
            hosts);
    }

    // A port that is still to be chosen is none.
    private Uri Own() => _own.Value is { Port: > 0 } own ? own : throw new HomingException(
        "This process does not listen yet.", isTransient: true);
}
