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

    /// <summary>Where it is.</summary>
    /// <exception cref="HomingException">
    /// The settings contradict each other; or it is this process, which does not listen yet (transient).
    /// </exception>
    public ProviderSite Site => _site ??= Find();

    /// <summary>What it knows us by.</summary>
    /// <exception cref="HomingException">It is not set, and the keys of the demo cannot be read or made.</exception>
    public string ApiKey => _options.ApiKey.Length > 0 ? _options.ApiKey : _keys.ApiKey;

    /// <summary>Where its call backs go.</summary>
    /// <exception cref="HomingException">That is this process, which does not listen yet (transient).</exception>
    public Uri CallbackUrl => _options.CallbackUrl ?? new Uri(Own(), CallbackPath);

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

        return new ProviderSite(url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + '/'), hosts);
    }

    // A port that is still to be chosen is none.
    private Uri Own() => _own.Value is { Port: > 0 } own ? own : throw new HomingException(
        "This process does not listen yet.", isTransient: true);
}
