using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Homing.Leases;

/// <summary>Counts what happens to leases. Meter <c>Homing.Leases</c>.</summary>
public sealed class LeaseMetrics
{
    private readonly Counter<long> _acquired;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _lost;
    private readonly ConcurrentDictionary<int, long> _held = new();
    private long _acquiredCount;
    private long _lostCount;

    /// <summary>Makes the instruments.</summary>
    public LeaseMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create("Homing.Leases");
        _acquired = meter.CreateCounter<long>("homing.leases.acquired", "{lease}", "Ids that were granted.");
        _renewals = meter.CreateCounter<long>(
            "homing.leases.renewals", "{renewal}", "Renewals that were tried; homing.outcome is held, lost or failed.");
        _lost = meter.CreateCounter<long>(
            "homing.leases.lost", "{lease}", "Ids lost before their release; homing.reason is refused or fenced.");
        CountLost("refused", 0);
        CountLost("fenced", 0);
        meter.CreateObservableGauge(
            "homing.leases.held", () => Measure(_ => 1), "{lease}", "1 for each id that this process holds, by homing.api_id.");
        meter.CreateObservableGauge(
            "homing.leases.epoch", () => Measure(epoch => epoch), "{epoch}", "The epoch of each id that this process holds, by homing.api_id.");
    }

    /// <summary>How many ids were granted to this process since its start.</summary>
    public long AcquiredCount => Interlocked.Read(ref _acquiredCount);

    /// <summary>How many ids this process lost before their release, since its start.</summary>
    public long LostCount => Interlocked.Read(ref _lostCount);

    internal void Acquired()
    {
        Interlocked.Increment(ref _acquiredCount);
        _acquired.Add(1);
    }

    internal void Began(Lease lease) => _held[lease.Id] = lease.Epoch;

    internal void Ended(Lease lease) => _held.TryRemove(new KeyValuePair<int, long>(lease.Id, lease.Epoch));

    internal void Renewed(LeaseRenewal outcome) => CountRenewal(outcome == LeaseRenewal.Held ? "held" : "lost");

    internal void RenewalFailed() => CountRenewal("failed");

    internal void Lost(bool refused)
    {
        Interlocked.Increment(ref _lostCount);
        CountLost(refused ? "refused" : "fenced", 1);
    }

    // Begun at 0, since a series that begins with its first event has no increase to alert on.
    private void CountLost(string reason, long count) => _lost.Add(count, new KeyValuePair<string, object?>("homing.reason", reason));

    private IEnumerable<Measurement<long>> Measure(Func<long, long> value) =>
        _held.Select(held => new Measurement<long>(value(held.Value), new KeyValuePair<string, object?>("homing.api_id", held.Key)));

    private void CountRenewal(string outcome) =>
        _renewals.Add(1, new KeyValuePair<string, object?>("homing.outcome", outcome));
}
