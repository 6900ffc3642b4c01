using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Leases;

/// <summary>Acquires ids and keeps them alive until they are released or lost. Thread-safe.</summary>
public sealed partial class LeaseKeeper
{
    private readonly ILeaseStore _store;
    private readonly TimeProvider _clock;
    private readonly LeaseTiming _timing;
    private readonly LeaseMetrics _metrics;
    private readonly ILogger<LeaseKeeper> _logger;

    /// <summary>Makes the keeper.</summary>
    public LeaseKeeper(
        ILeaseStore store,
        IOptions<LeaseOptions> options,
        TimeProvider clock,
        LeaseMetrics metrics,
        ILogger<LeaseKeeper> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _clock = clock;
        _timing = new LeaseTiming(options.Value);
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Takes the smallest free id and renews it until it is released or lost.</summary>
    /// <param name="holder">Who holds it, for others to see.</param>
    /// <param name="connections">Asked at each renewal for what the holder serves; must be quick and thread-safe.</param>
    /// <param name="cancellationToken">Gives up; what the store may still grant is released then.</param>
    /// <returns>The lease, which the caller disposes to release it.</returns>
    /// <remarks>An exception of the store goes to the caller: nothing was lost yet, and only he knows how to wait.</remarks>
    public async ValueTask<HeldLease> AcquireAsync(
        LeaseHolder holder, Func<int> connections, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(connections);
        while (true)
        {
            await _store.ReadyAsync(cancellationToken);
            var sent = _clock.GetTimestamp();
            var lease = await GrantAsync(holder, cancellationToken);
            var held = new HeldLease(lease, sent, connections, _store, _clock, _timing, _metrics, _logger);
            if (held.Start())
            {
                _metrics.Acquired();
                LogAcquired(lease.Id, lease.Epoch);
                return held;
            }

            // The answer took so long that the lease is over by our count: it was never ours to use.
            LogGrantedTooLate(lease.Id, lease.Epoch, _clock.GetElapsedTime(sent));
            await held.DisposeAsync();
        }
    }

    private async Task<Lease> GrantAsync(LeaseHolder holder, CancellationToken cancellationToken)
    {
        var grant = _store.AcquireAsync(holder, _timing.TimeToLive, cancellationToken).AsTask();
        try
        {
            return await grant.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = ReleaseOnceGrantedAsync(grant);
            throw;
        }
    }

    private async Task ReleaseOnceGrantedAsync(Task<Lease> grant)
    {
        try
        {
            await _store.ReleaseAsync(await grant, CancellationToken.None);
        }
#pragma warning disable CA1031 // Nobody waits for this; what stays taken runs out by itself.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    [LoggerMessage(EventIds.LeaseAcquired, LogLevel.Information, "Acquired id {Id}, epoch {Epoch}.")]
    private partial void LogAcquired(int id, long epoch);

    [LoggerMessage(
        EventIds.LeaseGrantedTooLate, LogLevel.Warning,
        "The grant of id {Id}, epoch {Epoch}, came after {Elapsed}, too late to be used; asking again.")]
    private partial void LogGrantedTooLate(int id, long epoch, TimeSpan elapsed);
}
