using System.Net;
using System.Net.Sockets;

namespace Homing.Reports.ProviderApi;

/// <summary>
/// The hosts that are the provider's, and the connections to them: nowhere else is anything sent, whatever the provider
/// answers. The address is checked where it is connected to, so a name cannot change its address in between.
/// </summary>
/// <param name="hosts">Names or addresses, each with a port or without.</param>
/// <param name="isPlainAllowed">Whether <c>http</c> will do.</param>
/// <param name="isPrivateAllowed">Whether names may stand for private addresses.</param>
internal sealed class ProviderHosts(IReadOnlyCollection<string> hosts, bool isPlainAllowed, bool isPrivateAllowed)
{
    /// <summary>True where the text is a host, with a port or without.</summary>
    public static bool IsHost(string text) =>
        Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var url)
        && text.Length > 0
        && url.AbsolutePath == "/" && url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0;

    /// <summary>True where we may ask there.</summary>
    public bool Allows(Uri url) =>
        url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || (isPlainAllowed && url.Scheme == Uri.UriSchemeHttp))
        && url.UserInfo.Length == 0
        && hosts.Any(host => Is(host, url));

    /// <summary>Connects; an address that is not allowed counts as one that is not there.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isWritten = IPAddress.TryParse(host, out var written);
        var addresses = isWritten ? [written!] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (!isWritten && !isPrivateAllowed && !IsThisMachine(host))
        {
            addresses = [.. addresses.Where(PublicAddress.Is)];
            if (addresses.Length == 0)
            {
                throw new HttpRequestException(
                    $"{host} has no public address, and {ProviderClientOptions.SectionName}:"
                    + $"{nameof(ProviderClientOptions.AllowPrivateAddresses)} is false.");
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string host, Uri url)
    {
        var allowed = new Uri($"{Uri.UriSchemeHttp}://{host}/");
        var isSame = allowed.IdnHost.Equals(url.IdnHost, StringComparison.OrdinalIgnoreCase)
            || (allowed.IsLoopback && url.IsLoopback);
        return isSame && (!HasPort(host) || allowed.Port == url.Port);
    }

    // What follows the last colon, where it is not inside the brackets of an IPv6 address.
    private static bool HasPort(string host) => host.LastIndexOf(':') > host.LastIndexOf(']') && host[^1] != ']';
}
