using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Operations;

/// <summary>
/// Tells all gateways how this process is: looks each interval, appends what changed to <c>homing.operations</c>, and now
/// and then what did not, so that silence means something. A stop is said with a tombstone.
/// </summary>
internal sealed partial class SnapshotPublisher : BackgroundService
{
    /// <summary>Without a change, every so many intervals.</summary>
    public const int HeartbeatIntervals = 5;

    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    private readonly ILog _log;
    private readonly GroupLags _lags;
    private readonly MessagingMetrics _messaging;
    private readonly LeaseMetrics _leases;
    private readonly ISnapshotPart[] _parts;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger<SnapshotPublisher> _logger;
    private readonly ProcessSnapshot _self;
    private readonly byte[] _key;
    private byte[] _published = [];
    private long _publishedAt;
    private long _lookedAt;
    private bool _failed;

    public SnapshotPublisher(
        ILog log,
        GroupLags lags,
        MessagingMetrics messaging,
        LeaseMetrics leases,
        IEnumerable<ISnapshotPart> parts,
        ProcessRoles roles,
        IOptions<OperationsOptions> options,
        TimeProvider time,
        ILogger<SnapshotPublisher> logger)
    {
        (_log, _lags, _messaging, _leases, _time, _logger) = (log, lags, messaging, leases, time, logger);
        _parts = [.. parts];
        _interval = options.Value.Interval;
        _lookedAt = time.GetTimestamp();
        var host = Environment.MachineName;
        _self = new ProcessSnapshot
        {
            ProcessId = $"{host}-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}",
            Host = host,
            Pid = Environment.ProcessId,
            Roles = roles.Names,
            StartedAt = time.GetUtcNow().UtcDateTime,
            At = default,
        };
        _key = Encoding.UTF8.GetBytes(_self.ProcessId);
    }

    /// <summary>Looks once, and appends what is worth it.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var snapshot = Look();
        var value = JsonSerializer.SerializeToUtf8Bytes(snapshot, OperationsJson.Default.ProcessSnapshot);
        if (value.AsSpan().SequenceEqual(_published)
            && _time.GetElapsedTime(_publishedAt) < _interval * (HeartbeatIntervals - 0.5))
        {
            return;
        }

        var stamped = JsonSerializer.SerializeToUtf8Bytes(
            snapshot with { At = _time.GetUtcNow().UtcDateTime }, OperationsJson.Default.ProcessSnapshot);
        await _log.AppendAsync(Topics.Operations, new LogEntry(_key, stamped), cancellationToken);
        (_published, _publishedAt) = (value, _time.GetTimestamp());
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(FarewellPatience, _time);
        try
        {
            await _log.AppendAsync(Topics.Operations, new LogEntry(_key, null), patience.Token).AsTask().WaitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is HomingException or OperationCanceledException)
        {
            // Then its silence tells the others.
            LogNotPublished(exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await _log.EnsureTopicAsync(Topics.OperationsOptions, stoppingToken);
                while (true)
                {
                    await PublishAsync(stoppingToken);
                    _failed = false;
                    await timer.WaitForNextTickAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: nothing depends on it but a picture.
                if (!_failed)
                {
                    _failed = true;
                    LogNotPublished(exception);
                }
            }
        }
    }

    private ProcessSnapshot Look()
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_lookedAt, now);
        _lookedAt = now;
        var snapshot = _self with
        {
            Lag =
            [
                .. _lags.Current.GroupBy(lag => (lag.Topic, lag.Group))
                    .Select(group => new LagSnapshot(group.Key.Topic, group.Key.Group, group.Sum(lag => lag.Records))),
            ],
            DeadLetters = _messaging.DeadLetterCount,
            LeasesAcquired = _leases.AcquiredCount,
            LeasesLost = _leases.LostCount,
        };
        foreach (var part in _parts)
        {
            snapshot = part.AddTo(snapshot, elapsed);
        }

        return snapshot;
    }

    [LoggerMessage(EventIds.SnapshotNotPublished, LogLevel.Warning, "Could not tell the others how this process is; trying on")]
    private partial void LogNotPublished(Exception exception);
}
