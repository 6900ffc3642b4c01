using Homing.Doctor;

namespace Homing.Leases;

/// <summary>
/// The gateways that hold an id now: whether each can be reached from here and is ready, and what its clock says. For stores
/// that processes share.
/// </summary>
public sealed class LeaseHoldersCheck(ILeaseStore leases, IHttpClientFactory http, TimeProvider time) : IDoctorCheck
{
    /// <summary>The client that asks them.</summary>
    public const string HttpClientName = "homing.doctor";

    // A Date has whole seconds.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "gateways";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<LeaseStatus> held;
        try
        {
            held = await leases.ListAsync(cancellationToken);
        }
        catch (HomingException)
        {
            // Whoever looks at the store says why.
            return [];
        }

        return [.. (await Task.WhenAll(held.Select(lease => LookAsync(lease, cancellationToken)))).SelectMany(found => found)];
    }

    private async Task<IReadOnlyList<DoctorFinding>> LookAsync(LeaseStatus gateway, CancellationToken cancellationToken)
    {
        var (id, url) = (gateway.Lease.Id, gateway.Holder.Url);
        using var client = http.CreateClient(HttpClientName);
        client.Timeout = Patience;
        try
        {
            var begun = time.GetTimestamp();
            using var response = await client.GetAsync(new Uri(new Uri(url), "/healthz/ready"), cancellationToken);
            var took = time.GetElapsedTime(begun);
            var now = time.GetUtcNow();
            return
            [
                response.IsSuccessStatusCode
                    ? DoctorFinding.Ok(Name, $"gateway {id} at {url} is ready, with {gateway.Connections} connections")
                    : DoctorFinding.Warn(
                        Name,
                        $"gateway {id} at {url} answers {(int)response.StatusCode}: it is not ready",
                        "Look into its log: it starts, drains, or has lost its id."),
                .. response.Headers.Date is { } theirs
                    ? [ClockSkew.Judge(Name, $"the clock of gateway {id}", theirs - now, Doubt + took)]
                    : Array.Empty<DoctorFinding>(),
            ];
        }
        catch (Exception exception) when (
            exception is HttpRequestException or UriFormatException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return
            [
                DoctorFinding.Warn(
                    Name,
                    $"gateway {id} holds its id and cannot be reached from here at {url}: {exception.Message}",
                    "If it should be reachable, open the way to it; or set its "
                    + "Homing:Gateway:Urls:0 to the address that clients use."),
            ];
        }
    }
}
