using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Homing.Reports.ProviderApi;

/// <summary>Where this process can be reached from this machine. Known once it listens.</summary>
internal sealed class OwnAddress
{
    private readonly Func<IServer> _server;

    /// <param name="server">Asked for when the address is: making the server makes all that it serves, the log among it.</param>
    public OwnAddress(Func<IServer> server) => _server = server;

    /// <exception cref="HomingException">It does not listen, or not yet (transient).</exception>
    public Uri Value
    {
        get
        {
            var listened = _server().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
                ?? throw new HomingException("This process does not listen yet.", isTransient: true);

            // "*", "+", 0.0.0.0 and [::] are all addresses, and none that can be called.
            var uri = new Uri(listened.Replace("//*", "//localhost", StringComparison.Ordinal)
                .Replace("//+", "//localhost", StringComparison.Ordinal));
            return uri.Host is "0.0.0.0" or "[::]" ? new UriBuilder(uri) { Host = "localhost" }.Uri : uri;
        }
    }
}
