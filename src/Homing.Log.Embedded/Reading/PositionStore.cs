using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Reading;

internal readonly record struct PositionKey(string Topic, string Group, int Partition);

/// <summary>
/// Where the groups are, in memory, and made durable shortly after as records of a compacted partition of its own:
/// key = topic, NUL, group, NUL, partition number (i32); value = offset (i64).
/// </summary>
internal sealed class PositionStore : IAsyncDisposable
{
    private readonly Partition _partition;
    private readonly ConcurrentDictionary<PositionKey, long> _positions = new();
    private readonly ConcurrentDictionary<PositionKey, bool> _dirty = new();
    private readonly AsyncSignal _changed = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public PositionStore(Partition partition)
    {
        _partition = partition;
        Load();
        _loop = Task.Run(FlushLoopAsync);
    }

    public long? Get(PositionKey key) => _positions.TryGetValue(key, out var offset) ? offset : null;

    /// <summary>Moves the position up. Stores may come from several threads: what is done stays done.</summary>
    public void Raise(PositionKey key, long offset)
    {
        while (!_positions.TryAdd(key, offset))
        {
            var stored = _positions[key];
            if (stored >= offset)
            {
                return;
            }

            if (_positions.TryUpdate(key, offset, stored))
            {
                break;
            }
        }

        if (_dirty.TryAdd(key, true))
        {
            _changed.Set();
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            var appends = new List<(PositionKey Key, Task Durable)>();
            foreach (var key in _dirty.Keys)
            {
                // Clean before its value is taken: a change after that makes it dirty again.
                _dirty.TryRemove(key, out _);
                appends.Add((key, AppendAsync(key, _positions[key])));
            }

            try
            {
                await Task.WhenAll(appends.Select(append => append.Durable));
            }
            catch
            {
                foreach (var append in appends.Where(append => !append.Durable.IsCompletedSuccessfully))
                {
                    _dirty.TryAdd(append.Key, true);
                }

                throw;
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        await TryFlushAsync();
        _stopping.Dispose();
        _flushing.Dispose();
    }

    private static byte[] KeyBytes(PositionKey key)
    {
        var names = Encoding.UTF8.GetBytes($"{key.Topic}\0{key.Group}\0");
        var bytes = new byte[names.Length + 4];
        names.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(names.Length), key.Partition);
        return bytes;
    }

    private async Task AppendAsync(PositionKey key, long offset)
    {
        var value = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(value, offset);
        var entry = new LogEntry(KeyBytes(key), value);
        var length = (int)RecordCodec.FrameLength(entry);
        if (!_partition.Context.Gate.TryEnter(length))
        {
            await _partition.Context.Gate.EnterAsync(length, CancellationToken.None);
        }

        await _partition.AppendAsync(entry, length);
    }

    private async Task FlushLoopAsync()
    {
        var interval = _partition.Context.Options.PositionFlushInterval;
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_stopping.Token);
                await Task.Delay(interval, _partition.Context.Time, _stopping.Token);
                await TryFlushAsync();
                if (!_dirty.IsEmpty)
                {
                    _changed.Set();
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The last positions are flushed by who disposes.
        }
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync(CancellationToken.None);
        }
        catch (LogException e)
        {
            _partition.Context.Logger.PositionsNotStored(e, _dirty.Count);
        }
    }

    private void Load()
    {
        foreach (var segment in _partition.Segments)
        {
            var reader = new FrameReader(segment.File, 0, segment.Length, int.MaxValue);
            while (reader.Next() == FrameState.Whole)
            {
                var record = RecordCodec.Read(reader.Frame, reader.Header);
                var key = record.Key.Span;
                var names = Encoding.UTF8.GetString(key[..^4]).Split('\0');
                var partition = BinaryPrimitives.ReadInt32LittleEndian(key[^4..]);
                _positions[new PositionKey(names[0], names[1], partition)] =
                    BinaryPrimitives.ReadInt64LittleEndian(record.Value!.Value.Span);
            }
        }
    }
}
