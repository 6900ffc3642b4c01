using Homing.Log;
using Homing.Messages;
using Homing.Workers;

namespace Homing.Gateway.Answers;

/// <summary>
/// The requests that no group of workers is done with, by their ids. Read from the log only when somebody asks, from the
/// groups' positions on: that is as many records as are under way, however many were ever taken. Thread-safe.
/// </summary>
internal sealed class RequestsUnderWay(ILog log, OperationCatalog operations, TimeProvider time) : IDisposable
{
    // Where workers are farther behind than this, clients are told that older requests are unknown, and ask again.
    private const int Capacity = 200_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<RequestKey, RequestEntry> _entries = [];
    private long[] _read = [];
    private long _begun;

    /// <summary>Finds a request in what is under way at the time of the call; null where it is not.</summary>
    public async ValueTask<RequestEntry?> FindAsync(RequestKey request, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        lock (_gate)
        {
            return _entries.TryGetValue(request, out var entry) ? entry : null;
        }
    }

    public void Dispose() => _reading.Dispose();

    // Many ask at once when many come back: a reading that began after somebody asked serves him too.
    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var begun = Interlocked.Read(ref _begun);
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Interlocked.Read(ref _begun) == begun)
            {
                Interlocked.Increment(ref _begun);
                await ReadNowAsync(cancellationToken);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    // A reading that failed served nobody. One that takes too long waits for records that are there no more.
    private async ValueTask ReadNowAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await ReadAsync(either.Token);
        }
        catch
        {
            Interlocked.Decrement(ref _begun);
            throw;
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var partitions = (await log.DescribeTopicAsync(Topics.ClientRequest, cancellationToken))?.Partitions ?? [];
        if (_read.Length != partitions.Count)
        {
            _read = new long[partitions.Count];
        }

        var done = new Dictionary<string, long>[partitions.Count];
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            done[partition] = await ReadDoneAsync(partition, cancellationToken);
        }

        Forget(done);
        for (var partition = 0; partition < partitions.Count; partition++)
        {
            var start = Math.Max(_read[partition], done[partition].Values.DefaultIfEmpty(0).Min());
            var range = new OffsetRange(Math.Max(start, partitions[partition].Start), partitions[partition].End);
            await ReadAsync(partition, range, done[partition], cancellationToken);
        }
    }

    private async ValueTask<Dictionary<string, long>> ReadDoneAsync(int partition, CancellationToken cancellationToken)
    {
        var done = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var group in operations.Groups)
        {
            done[group] = await log.GetStoredPositionAsync(Topics.ClientRequest, group, partition, cancellationToken) ?? 0;
        }

        return done;
    }

    private void Forget(Dictionary<string, long>[] done)
    {
        lock (_gate)
        {
            foreach (var (request, entry) in _entries)
            {
                if (IsDone(entry, done[entry.Position.Partition]))
                {
                    _entries.Remove(request);
                }
            }
        }
    }

    private async ValueTask ReadAsync(
        int partition, OffsetRange range, Dictionary<string, long> done, CancellationToken cancellationToken)
    {
        var next = range.Start;
        if (next < range.End)
        {
            await using var reader = log.OpenReader(Topics.ClientRequest, StartAt.At(next), [partition]);
            while (next < range.End)
            {
                var batch = await reader.ReadAsync(cancellationToken);
                Take(partition, batch.Records.Span, done);
                next = batch.Records.Span[^1].Offset + 1;
            }
        }

        _read[partition] = next;
    }

    private void Take(int partition, ReadOnlySpan<LogRecord> records, Dictionary<string, long> done)
    {
        lock (_gate)
        {
            foreach (ref readonly var record in records)
            {
                if (_entries.Count < Capacity
                    && RequestEntry.TryRead(record, partition, out var key, out var entry)
                    && !IsDone(entry, done))
                {
                    _entries[key] = entry;
                }
            }
        }
    }

    // An operation that nobody answers is never done; it cannot have been accepted either.
    private bool IsDone(RequestEntry entry, Dictionary<string, long> done) =>
        operations.GroupOf(entry.Op) is not { } group || done[group] > entry.Position.Offset;
}
