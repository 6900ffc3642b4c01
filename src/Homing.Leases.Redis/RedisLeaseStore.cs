using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Leases.Redis;

/// <summary>Leases in Redis, for gateways in many processes.</summary>
/// <remarks>
/// <para>Redis decides, each time in one script, by its own clock. Epochs come from that clock too.</para>
/// <para>A Redis that was flushed, restarted or replaced by its replica does not know who holds what. For one time to live it
/// grants and lists nothing, and believes those who renew what it does not know; by then everybody who could still hold
/// an id has either said so or stopped. Until it is over <see cref="AcquireAsync"/> and <see cref="ListAsync"/> wait.</para>
/// <para>Every error is a <see cref="HomingException"/>; it is transient unless Redis does not let us in, or a script
/// fails. Thread-safe.</para>
/// </remarks>
public sealed partial class RedisLeaseStore : ILeaseStore, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Lease, (LeaseHolder Holder, DateTimeOffset AcquiredAt)> _granted = new();
    private readonly LeaseScripts _scripts;
    private readonly TimeProvider _clock;
    private readonly RedisLeaseMetrics _metrics;
    private readonly ILogger _logger;

    /// <summary>Makes the store; it connects with the first call.</summary>
    /// <param name="options">How Redis is reached.</param>
    /// <param name="leaseOptions">Their time to live must be the same in all processes.</param>
    /// <param name="clock">Counts time-outs and waits.</param>
    /// <param name="meterFactory">Makes the metrics.</param>
    /// <param name="logger">The log.</param>
    public RedisLeaseStore(
        IOptions<RedisOptions> options,
        IOptions<LeaseOptions> leaseOptions,
        TimeProvider clock,
        System.Diagnostics.Metrics.IMeterFactory meterFactory,
        ILogger<RedisLeaseStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(leaseOptions);
        _clock = clock;
        _logger = logger;
        _metrics = new RedisLeaseMetrics(meterFactory);
        _scripts = new LeaseScripts(
            new RedisConnection(options.Value, logger), options.Value, leaseOptions.Value.TimeToLive, clock, _metrics);
    }

    /// <inheritdoc/>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken = default) => await ListAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Lease> AcquireAsync(
        LeaseHolder holder, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var asked = TryAcquireAsync(holder, timeToLive);
            try
            {
                var (lease, wait) = await asked.WaitAsync(cancellationToken);
                if (wait == TimeSpan.Zero)
                {
                    return lease;
                }

                await ListenAsync(wait, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _ = GiveBackAsync(asked);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseRenewal> RenewAsync(
        Lease lease, int connections, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(connections);
        cancellationToken.ThrowIfCancellationRequested();

        // What is granted elsewhere is known to Redis, unless it forgot; then at least the id is kept.
        var (holder, acquiredAt) = _granted.TryGetValue(lease, out var grant)
            ? grant
            : (new LeaseHolder(""), _clock.GetUtcNow());
        var outcome = await _scripts.RenewAsync(lease, connections, timeToLive, holder, acquiredAt).WaitAsync(cancellationToken);
        switch (outcome)
        {
            case "lost":
                _granted.TryRemove(lease, out _);
                return LeaseRenewal.Lost;
            case "reasserted":
                _metrics.Reasserted();
                LogReasserted(lease.Id, lease.Epoch);
                break;
        }

        return LeaseRenewal.Held;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Lease lease, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _granted.TryRemove(lease, out _);
        await _scripts.ReleaseAsync(lease).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (held, wait) = await _scripts.ListAsync().WaitAsync(cancellationToken);
            if (wait == TimeSpan.Zero)
            {
                held.Sort(static (a, b) => a.Lease.Id.CompareTo(b.Lease.Id));
                return held;
            }

            await ListenAsync(wait, cancellationToken);
        }
    }

    /// <summary>Closes the connection. What is held stays held until its time is over.</summary>
    public ValueTask DisposeAsync() => _scripts.DisposeAsync();

    /// <summary>Asks once, and waits for nothing but the answer.</summary>
    internal Task PingAsync(CancellationToken cancellationToken) => _scripts.ListAsync().WaitAsync(cancellationToken);

    /// <summary>Asks once: a lease, or how long to wait.</summary>
    internal async Task<(Lease Lease, TimeSpan Wait)> TryAcquireAsync(LeaseHolder holder, TimeSpan timeToLive)
    {
        var (lease, acquiredAt, wait) = await _scripts.AcquireAsync(holder, timeToLive);
        if (wait == TimeSpan.Zero)
        {
            _granted[lease] = (holder, acquiredAt);
        }

        return (lease, wait);
    }

    private Task ListenAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var over = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _clock, cancellationToken);
        LogListening(wait);
        return over;
    }

    // Nobody knows of the grant that may still come; without this the id would stay taken until its time is over.
    private async Task GiveBackAsync(Task<(Lease Lease, TimeSpan Wait)> asked)
    {
        try
        {
            var (lease, wait) = await asked;
            if (wait == TimeSpan.Zero)
            {
                await ReleaseAsync(lease, CancellationToken.None);
            }
        }
        catch (HomingException)
        {
            // It then runs out by itself.
        }
    }

    [LoggerMessage(
        EventIds.Listening, LogLevel.Information,
        "Redis does not yet know all who hold an id; it grants and lists none for another {Wait}.")]
    private partial void LogListening(TimeSpan wait);

    [LoggerMessage(EventIds.Reasserted, LogLevel.Information, "Told id {Id}, epoch {Epoch}, to a Redis that had forgotten it.")]
    private partial void LogReasserted(int id, long epoch);
}
