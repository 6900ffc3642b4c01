using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Callbacks;

/// <summary>Says who may be called back: nobody can make the provider call where it was not told to.</summary>
internal sealed class CallbackHosts
{
    private readonly string[] _hosts;

    public CallbackHosts(IOptions<ProviderOptions> options) => _hosts = options.Value.CallbackHosts;

    /// <summary>What is allowed, in words.</summary>
    public string Allowed => _hosts.Length == 0
        ? "an http or https address of this machine"
        : $"an http or https address at {string.Join(", ", _hosts)}";

    /// <summary>True where call backs may go there.</summary>
    public bool Allow(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0
        && (_hosts.Length == 0 ? url.IsLoopback : _hosts.Any(host => IsAt(url, host)));

    private static bool IsAt(Uri url, string host) =>
        string.Equals(host, url.Host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(host, $"{url.Host}:{url.Port}", StringComparison.OrdinalIgnoreCase);
}
