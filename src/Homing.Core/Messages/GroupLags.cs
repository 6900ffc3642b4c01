using System.Collections.Concurrent;
using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Messages;

/// <summary>
/// How far behind the groups are that this process reads for. All partitions of a topic are looked at, not only those
/// that this process was given: one that nobody reads is the one to know of. Looked at in a loop, since a position may
/// be a call to a broker; never for each record.
/// </summary>
public sealed partial class GroupLags : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly ILog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupLags> _logger;
    private readonly ConcurrentDictionary<(string Topic, string Group), int> _tracked = new();
    private volatile IReadOnlyList<PartitionLag> _current = [];
    private bool _failed;

    /// <summary>Looks at <paramref name="log"/>; nothing is looked at before <see cref="Track"/>.</summary>
    public GroupLags(ILog log, MessagingMetrics metrics, TimeProvider time, ILogger<GroupLags> logger)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        (_log, _time, _logger) = (log, time, logger);
        metrics.Observe(this);
    }

    /// <summary>As of the last look, by topic and group.</summary>
    public IReadOnlyList<PartitionLag> Current => _current;

    /// <summary>Says that this process reads a topic for a group, until what is answered is disposed.</summary>
    public IDisposable Track(string topic, string group)
    {
        _tracked.AddOrUpdate((topic, group), 1, (_, readers) => readers + 1);
        return new Tracking(this, topic, group);
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var lags = new List<PartitionLag>();
        foreach (var (topic, group) in _tracked.Keys.Order())
        {
            var partitions = (await _log.DescribeTopicAsync(topic, cancellationToken))?.Partitions ?? [];
            for (var partition = 0; partition < partitions.Count; partition++)
            {
                var (start, end) = partitions[partition];
                var stored = await _log.GetStoredPositionAsync(topic, group, partition, cancellationToken) ?? start;
                lags.Add(new PartitionLag(topic, group, partition, Math.Max(0, end - Math.Max(start, stored))));
            }
        }

        _current = lags;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
                _failed = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: figures are not worth a line every two seconds.
                if (!_failed)
                {
                    _failed = true;
                    LogFailed(exception);
                }
            }
        }
    }

    private void Forget(string topic, string group)
    {
        while (_tracked.TryGetValue((topic, group), out var readers))
        {
            if (readers == 1
                ? _tracked.TryRemove(new KeyValuePair<(string, string), int>((topic, group), readers))
                : _tracked.TryUpdate((topic, group), readers - 1, readers))
            {
                return;
            }
        }
    }

    [LoggerMessage(EventIds.LagNotRead, LogLevel.Warning, "Could not read how far behind the groups are; trying on")]
    private partial void LogFailed(Exception exception);

    private sealed class Tracking(GroupLags lags, string topic, string group) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                lags.Forget(topic, group);
            }
        }
    }
}

/// <summary>How far behind a group is in one partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Group">The group.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Records">Records from the group's stored position to the end.</param>
public readonly record struct PartitionLag(string Topic, string Group, int Partition, long Records);
