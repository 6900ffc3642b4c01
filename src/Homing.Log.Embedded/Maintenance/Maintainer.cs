namespace Homing.Log.Embedded.Maintenance;

/// <summary>Goes round the partitions from time to time: closes old segments, removes, compacts.</summary>
internal sealed class Maintainer : IAsyncDisposable
{
    private readonly PartitionContext _context;
    private readonly Func<IEnumerable<Partition>> _partitions;
    private readonly Dictionary<Partition, Compactor> _compactors = [];
    private readonly Lock _running = new();
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public Maintainer(PartitionContext context, Func<IEnumerable<Partition>> partitions)
    {
        (_context, _partitions) = (context, partitions);
        _timer = new PeriodicTimer(context.Options.MaintenancePeriod, context.Time);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>One round.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        lock (_running)
        {
            foreach (var partition in _partitions())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    Maintain(partition);
                }
                catch (Exception e) when (e is IOException or LogException or UnauthorizedAccessException)
                {
                    // One partition's trouble is not another's.
                    _context.Logger.MaintenanceFailed(e, partition.Folder);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _timer.Dispose();
        await _loop;
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(_stopping.Token))
            {
                Run(_stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The log closes.
        }
    }

    private void Maintain(Partition partition)
    {
        var now = _context.Time.GetUtcNow();
        Retention.RollIfOld(partition, now);
        Retention.Remove(partition, now);
        if (partition.Topic().Compacted)
        {
            if (!_compactors.TryGetValue(partition, out var compactor))
            {
                _compactors[partition] = compactor = new Compactor(partition);
            }

            compactor.Run(now);
        }
    }
}
