using System.Net;
using System.Net.Sockets;
using Homing.Doctor;

namespace Homing.Host.Doctor;

/// <summary>Whether the addresses to listen at are free, or are Homing's already.</summary>
internal sealed class ListenCheck(IReadOnlyList<string> urls) : IDoctorCheck
{
    private const string Live = "Healthy";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "listen";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(urls.Select(url => LookAsync(url, cancellationToken)));

    private async Task<DoctorFinding> LookAsync(string url, CancellationToken cancellationToken)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe || address.IsNamedPipe)
        {
            return DoctorFinding.Ok(Name, $"{url} is no port");
        }

        // As the server does: a name that is no address stands for all of them.
        var ip = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed
            : IPAddress.Any;
        using var listener = new TcpListener(ip, address.Port);
        try
        {
            listener.Start();
            return DoctorFinding.Ok(Name, $"{url} is free");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await InUseAsync(url, ip, address, cancellationToken);
        }
        catch (SocketException exception)
        {
            return DoctorFinding.Fail(
                Name, $"{url} cannot be listened at: {exception.Message}", "Give an address of this machine with --urls, and a port above 1023.");
        }
    }

    private async Task<DoctorFinding> InUseAsync(string url, IPAddress ip, BindingAddress address, CancellationToken cancellationToken)
    {
        var host = ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : ip;
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            var server = new UriBuilder(address.Scheme, host.ToString(), address.Port).Uri;
            var live = await http.GetStringAsync(new Uri(server, "/healthz/live"), cancellationToken);
            if (live == Live)
            {
                using var ready = await http.GetAsync(new Uri(server, "/healthz/ready"), cancellationToken);
                return ready.IsSuccessStatusCode
                    ? DoctorFinding.Ok(Name, $"{url}: Homing runs there and is ready")
                    : DoctorFinding.Warn(Name, $"{url}: Homing runs there and is not ready", "Look into its log: it starts, drains, or lacks something.");
            }
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Whoever it is, it is not Homing.
        }

        return DoctorFinding.Fail(Name, $"{url} is in use by another program", "Stop that, or choose another with --port or --urls.");
    }
}
