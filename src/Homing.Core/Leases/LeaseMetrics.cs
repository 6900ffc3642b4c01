using System.Diagnostics.Metrics;

namespace Homing.Leases;

/// <summary>Counts what happens to leases. Meter <c>Homing.Leases</c>.</summary>
public sealed class LeaseMetrics
{
    private readonly Counter<long> _acquired;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _lost;

    /// <summary>Makes the instruments.</summary>
    public LeaseMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create("Homing.Leases");
        _acquired = meter.CreateCounter<long>("homing.leases.acquired", "{lease}", "Ids that were granted.");
        _renewals = meter.CreateCounter<long>(
            "homing.leases.renewals", "{renewal}", "Renewals that were tried; homing.outcome is held, lost or failed.");
        _lost = meter.CreateCounter<long>(
            "homing.leases.lost", "{lease}", "Ids lost before their release; homing.reason is refused or fenced.");
    }

    internal void Acquired() => _acquired.Add(1);

    internal void Renewed(LeaseRenewal outcome) => CountRenewal(outcome == LeaseRenewal.Held ? "held" : "lost");

    internal void RenewalFailed() => CountRenewal("failed");

    internal void Lost(bool refused) =>
        _lost.Add(1, new KeyValuePair<string, object?>("homing.reason", refused ? "refused" : "fenced"));

    private void CountRenewal(string outcome) =>
        _renewals.Add(1, new KeyValuePair<string, object?>("homing.outcome", outcome));
}
