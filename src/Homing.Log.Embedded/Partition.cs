using System.Diagnostics;
using Homing.Log.Embedded.Commit;
using Homing.Log.Embedded.Reading;
using Homing.Log.Embedded.Storage;
using Homing.Storage;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded;

/// <summary>What the partitions of a log share.</summary>
internal sealed record PartitionContext(
    EmbeddedLogOptions Options, Committer Committer, PendingGate Gate, TimeProvider Time, LogMetrics Metrics,
    ILogger Logger);

/// <summary>
/// One partition. Appends put framed records into the batch being filled, under <c>_appending</c>; a commit thread
/// swaps the batch, writes and syncs it under <c>_committing</c>, then shows it to readers and completes it. Offsets
/// are given while filling, so when a batch fails, everything behind it in line fails with it.
/// </summary>
internal sealed class Partition : IDisposable
{
    private readonly PartitionContext _context;
    private readonly Lock _appending = new();
    private readonly Lock _committing = new();
    private readonly Lock _listening = new();
    private CommitBatch _filling = new();
    private CommitBatch _spare = new();
    private JoinWindow _joining;
    private bool _scheduled;
    private bool _closed;
    private Exception? _broken;
    private long _nextOffset;
    private long _lastTicks;
    private long _endOffset;
    private Segment[] _segments;
    private PartitionCursor[] _listeners = [];

    public Partition(PartitionContext context, string folder, int number, Func<TopicOptions> topic)
    {
        (_context, Folder, Number, Topic) = (context, folder, number, topic);
        _segments = [.. PartitionRecovery.Open(folder, context.Options.MaxRecordBytes, context.Logger)];
        if (_segments.Length > 0)
        {
            _nextOffset = _endOffset = _segments[^1].EndOffset;
            _lastTicks = _segments.Max(segment => segment.LastTicks);
        }
    }

    public string Folder { get; }

    public int Number { get; }

    public Func<TopicOptions> Topic { get; }

    public PartitionContext Context => _context;

    /// <summary>By rising offset; the last one is written to. The array is never changed, only replaced.</summary>
    public Segment[] Segments => Volatile.Read(ref _segments);

    public long StartOffset => Segments is [var first, ..] ? first.BaseOffset : 0;

    /// <summary>One more than the last durable offset.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    public long SegmentBytes
    {
        get
        {
            var topic = Topic();
            var bytes = topic.Compacted ? _context.Options.CompactedSegmentBytes : _context.Options.SegmentBytes;

            // Only whole segments are removed: with eight, a byte limit is kept to an eighth.
            return topic.RetentionBytes is { } limit ? Math.Min(bytes, Math.Max(limit / 8, 4 << 10)) : bytes;
        }
    }

    /// <summary>Takes a record that has passed the gate.</summary>
    public ValueTask<LogPosition> AppendAsync(in LogEntry entry, int frameLength)
    {
        var headersLength = RecordCodec.HeadersLength(entry, frameLength);
        var headers = headersLength == 0 ? [] : new byte[headersLength];
        RecordCodec.WriteHeaders(entry.Headers, headers);
        var sum = RecordCodec.SumBody(entry, headers);
        var operation = AppendOperation.Rent();
        var task = operation.Task;
        bool schedule;
        lock (_appending)
        {
            if (_closed || _broken is not null)
            {
                _context.Gate.Leave(frameLength);
                throw _closed ? EmbeddedLog.ClosedError() : new LogException(
                    LogError.Storage, $"{Folder} takes no records since a write failed: {_broken!.Message}", _broken);
            }

            // Never back, so that a search by time may halve its way.
            _lastTicks = Math.Max(_lastTicks, _context.Time.GetUtcNow().UtcTicks);
            var offset = _nextOffset++;
            operation.Position = new LogPosition(Number, offset);
            var frame = _filling.Add(operation, frameLength, offset, _lastTicks);
            RecordCodec.Write(frame, entry, headers, sum, offset, _lastTicks);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
        {
            _context.Committer.Enqueue(this);
        }

        return task;
    }

    /// <summary>Writes one batch; true where more is waiting.</summary>
    public bool Commit()
    {
        _joining.Wait(Volatile.Read(ref _filling));
        CommitBatch batch;
        lock (_appending)
        {
            if (_filling.Count == 0)
            {
                _joining.Reset();
                _scheduled = false;
                return false;
            }

            (batch, _filling) = (_filling, _spare);
        }

        var begun = Stopwatch.GetTimestamp();
        var bytes = batch.Bytes.Length;
        var count = batch.Count;
        try
        {
            lock (_committing)
            {
                Write(batch);
            }
        }
        catch (Exception e)
        {
            Refuse(batch, e);
            return true;
        }

        var took = Stopwatch.GetElapsedTime(begun);
        _joining.Committed(count, took);
        _context.Metrics.Committed(count, bytes, took);
        batch.Succeed();
        Notify();
        _context.Gate.Leave(bytes);
        Recycle(batch);
        return true;
    }

    /// <summary>Closes the segment that is written to and begins the next, so that it can be removed or compacted.</summary>
    public void Roll()
    {
        lock (_committing)
        {
            if (Segments is [.., { Length: > 0 }])
            {
                Begin(EndOffset);
            }
        }
    }

    /// <summary>Swaps closed segments that follow each other for others, in one step as readers see it.</summary>
    public void Replace(ReadOnlySpan<Segment> removed, ReadOnlySpan<Segment> added)
    {
        lock (_committing)
        {
            var at = Array.IndexOf(_segments, removed[0]);
            Volatile.Write(
                ref _segments, [.. _segments.AsSpan(0, at), .. added, .. _segments.AsSpan(at + removed.Length)]);
        }
    }

    public void Listen(PartitionCursor cursor)
    {
        lock (_listening)
        {
            Volatile.Write(ref _listeners, [.. _listeners, cursor]);
        }
    }

    public void Unlisten(PartitionCursor cursor)
    {
        lock (_listening)
        {
            Volatile.Write(ref _listeners, [.. _listeners.Where(other => other != cursor)]);
        }
    }

    /// <summary>Takes no more; what was taken is still written.</summary>
    public void Close()
    {
        lock (_appending)
        {
            _closed = true;
        }
    }

    /// <summary>Lets go of the files. The commit threads have ended.</summary>
    public void Dispose()
    {
        if (Segments is [.., { Length: > 0 } active] && _broken is null)
        {
            active.Trim();
            Disk.SyncData(active.File);
            IndexFile.TrySave(active);
        }

        Abandon();
    }

    /// <summary>Lets go of the files and leaves them as they are.</summary>
    public void Abandon()
    {
        foreach (var segment in Segments)
        {
            segment.Retire();
        }
    }

    private void Write(CommitBatch batch)
    {
        if (Segments is not [.., var active]
            || (active.Length > 0 && active.Length + batch.Bytes.Length > SegmentBytes))
        {
            active = Begin(batch.FirstOffset);
        }

        active.Write(batch.Bytes);
        foreach (var mark in batch.Marks)
        {
            active.Index.Add(mark.Offset, mark.Ticks, active.Length + mark.Position);
        }

        var endOffset = batch.FirstOffset + batch.Count;
        active.Publish(batch.Bytes.Length, endOffset, batch.FirstTicks, batch.LastTicks);
        Volatile.Write(ref _endOffset, endOffset);
    }

    private Segment Begin(long baseOffset)
    {
        if (Segments is [.., var last])
        {
            last.Trim();
            IndexFile.TrySave(last);
        }

        var segment = Segment.Create(Folder, baseOffset);
        Volatile.Write(ref _segments, [.. _segments, segment]);
        return segment;
    }

    private void Refuse(CommitBatch batch, Exception cause)
    {
        var isFull = cause is IOException io && Disk.IsFull(io);
        LogException error = isFull
            ? new LogException(
                LogError.Full, $"No room for {batch.Bytes.Length} bytes in {Folder}: free some disk space.", cause)
            : new LogException(LogError.Storage, $"Writing to {Folder} failed: {cause.Message}", cause);
        CommitBatch behind;
        lock (_appending)
        {
            (behind, _filling) = (_filling, new CommitBatch());
            _nextOffset = EndOffset;
            _broken = isFull ? null : cause;
        }

        var count = batch.Count + behind.Count;
        _context.Logger.AppendFailed(error, Folder, count);
        _context.Metrics.Failed(count);
        var bytes = batch.Bytes.Length + behind.Bytes.Length;
        batch.Fail(error);
        behind.Fail(error);
        _context.Gate.Leave(bytes);
        behind.Clear();
        Recycle(batch);
    }

    private void Recycle(CommitBatch batch)
    {
        batch.Clear();
        _spare = batch;
    }

    private void Notify()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Notify();
        }
    }
}
