using System.Collections.Concurrent;
using System.Diagnostics;
using Homing.Log.Embedded.Commit;
using Homing.Log.Embedded.Maintenance;
using Homing.Log.Embedded.Reading;
using Homing.Log.Embedded.Storage;
using Homing.Storage;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded;

/// <summary>The log in files of this process. One process at a time has the folder.</summary>
public sealed class EmbeddedLog : ILog
{
    private readonly DataFolder _folder;
    private readonly PartitionContext _context;
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string), GroupCoordinator> _groups = new();
    private readonly ConcurrentDictionary<CursorSet, bool> _readers = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Partition _positionLog;
    private readonly PositionStore _positions;
    private readonly Maintainer _maintainer;
    private int _closed;

    private EmbeddedLog(DataFolder folder, PartitionContext context)
    {
        (_folder, _context) = (folder, context);
        try
        {
            OpenTopics();
            var internalTopic = new TopicOptions { Name = "positions", Compacted = true };
            _positionLog = new Partition(context, folder.Positions, 0, () => internalTopic);
            _positions = new PositionStore(_positionLog);
        }
        catch
        {
            foreach (var topic in _topics.Values)
            {
                topic.Abandon();
            }

            _positionLog?.Abandon();
            throw;
        }

        _maintainer = new Maintainer(
            context, () => _topics.Values.SelectMany(topic => topic.Partitions).Append(_positionLog));
        context.Metrics.WatchPending(() => context.Gate.Pending);
        context.Metrics.WatchDisk(folder.Root);
    }

    internal PendingGate Gate => _context.Gate;

    /// <summary>Opens the folder, or makes it.</summary>
    /// <exception cref="LogException">The folder is in use, damaged, of a newer version, or not writable.</exception>
    public static ValueTask<EmbeddedLog> OpenAsync(
        EmbeddedLogOptions options, TimeProvider timeProvider, ILogger logger) =>
        new(Task.Run(() => Open(options, timeProvider, logger, new LogMetrics())));

    /// <inheritdoc/>
    public async ValueTask EnsureTopicAsync(TopicOptions topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ThrowIfClosed();
        await _changing.WaitAsync(cancellationToken);
        try
        {
            ThrowIfClosed();
            if (_topics.TryGetValue(topic.Name, out var existing))
            {
                existing.Update(topic);
            }
            else
            {
                _topics[topic.Name] = Topic.Create(_context, Path.Combine(_folder.Topics, topic.Name), topic);
            }
        }
        catch (IOException e)
        {
            var error = Disk.IsFull(e) ? LogError.Full : LogError.Storage;
            throw new LogException(error, $"Topic {topic.Name} could not be written: {e.Message}", e);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return new([.. _topics.Keys.Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription?> DescribeTopicAsync(
        string topic, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return new(_topics.TryGetValue(topic, out var found) ? found.Describe() : null);
    }

    /// <inheritdoc/>
    public ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = RecordCodec.FrameLength(entry);
            if (length > _context.Options.MaxRecordBytes)
            {
                throw new LogException(
                    LogError.RecordTooLarge,
                    $"A record of {length} bytes does not go into topic {topic}: the limit " +
                    $"{EmbeddedLogOptions.SectionName}:MaxRecordBytes is {_context.Options.MaxRecordBytes}.");
            }

            var partition = Find(topic).Choose(entry.Key.Span);
            return _context.Gate.TryEnter(length)
                ? partition.AppendAsync(entry, (int)length)
                : WaitAndAppendAsync(partition, entry, (int)length, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ValueTask.FromCanceled<LogPosition>(cancellationToken);
        }
        catch (LogException e)
        {
            return ValueTask.FromException<LogPosition>(e);
        }
    }

    /// <inheritdoc/>
    public ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null)
    {
        var found = Find(topic);
        var cursors = Register();
        foreach (var number in partitions?.Distinct() ?? Enumerable.Range(0, found.Partitions.Length))
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)number, (uint)found.Partitions.Length, nameof(partitions));
            var partition = found.Partitions[number];
            cursors.Add(partition, StartResolver.Resolve(partition, start), 0);
        }

        return new PlainReader(cursors, Forget);
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        var found = Find(topic);
        var coordinator = _groups.GetOrAdd(
            (topic, group), _ => new GroupCoordinator(found, group, _positions, _context.Logger));
        var reader = new GroupReader(Register(), coordinator, _positions, Forget);
        coordinator.Join(reader, fallback);
        return reader;
    }

    /// <inheritdoc/>
    public ILogGroupReader OpenPartitionReader(string topic, string group, int partition, StartAt fallback)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        var found = Find(topic);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)partition, (uint)found.Partitions.Length);
        var cursors = Register();
        var start = _positions.Get(new PositionKey(topic, group, partition))
            ?? StartResolver.Resolve(found.Partitions[partition], fallback);
        cursors.Add(found.Partitions[partition], start, 0);
        return new PartitionReader(cursors, found.Partitions[partition], topic, group, _positions, Forget);
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetStoredPositionAsync(
        string topic, string group, int partition, CancellationToken cancellationToken = default)
    {
        Find(topic);
        return new(_positions.Get(new PositionKey(topic, group, partition)));
    }

    /// <summary>Does what retention and compaction have to do now. The log does it by itself from time to time.</summary>
    public ValueTask MaintainAsync(CancellationToken cancellationToken = default) =>
        new(Task.Run(() => _maintainer.Run(cancellationToken), cancellationToken));

    /// <summary>Takes no more records, makes durable what was taken, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        await _changing.WaitAsync();
        await _maintainer.DisposeAsync();
        foreach (var reader in _readers.Keys)
        {
            reader.End(ClosedError());
        }

        _context.Gate.Close();
        await _positions.DisposeAsync();
        await Task.Run(CloseFiles);
        _context.Logger.Closed(_folder.Root);
    }

    internal static EmbeddedLog Open(
        EmbeddedLogOptions options, TimeProvider timeProvider, ILogger logger, LogMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(options);
        var begun = Stopwatch.GetTimestamp();
        var folder = DataFolder.Open(options.Directory);
        var committer = new Committer(options.CommitThreads, options.CommitSpin);
        try
        {
            var gate = new PendingGate(options.MaxPendingBytes);
            var log = new EmbeddedLog(
                folder, new PartitionContext(options, committer, gate, timeProvider, metrics, logger));
            logger.Opened(
                folder.Root, log._topics.Count, log._topics.Values.Sum(topic => topic.Partitions.Length),
                (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            return log;
        }
        catch (Exception e)
        {
            committer.Stop();
            folder.Dispose();
            throw ToLogException(e, folder.Root);
        }
    }

    internal static LogException ClosedError() => new(LogError.Closed, "The log was closed.");

    private async ValueTask<LogPosition> WaitAndAppendAsync(
        Partition partition, LogEntry entry, int length, CancellationToken cancellationToken)
    {
        await _context.Gate.EnterAsync(length, cancellationToken);
        return await partition.AppendAsync(entry, length);
    }

    private static Exception ToLogException(Exception exception, string root)
    {
        // Partitions are opened side by side.
        var cause = exception is AggregateException { InnerException: { } first } ? first : exception;
        return cause is IOException or UnauthorizedAccessException
            ? new LogException(LogError.Storage, $"The log in {root} cannot be opened: {cause.Message}", cause)
            : cause;
    }

    private void OpenTopics()
    {
        foreach (var path in System.IO.Directory.EnumerateDirectories(_folder.Topics))
        {
            if (Topic.Open(_context, path) is { } topic)
            {
                _topics[topic.Options.Name] = topic;
            }
        }
    }

    private void CloseFiles()
    {
        var partitions = _topics.Values.SelectMany(topic => topic.Partitions).Append(_positionLog).ToList();
        partitions.ForEach(partition => partition.Close());
        _context.Committer.Stop();
        partitions.ForEach(partition => partition.Dispose());
        _folder.Dispose();
    }

    private CursorSet Register()
    {
        var cursors = new CursorSet(_context.Options.ReadBatchBytes);
        _readers[cursors] = true;
        if (Volatile.Read(ref _closed) != 0)
        {
            cursors.End(ClosedError());
        }

        return cursors;
    }

    private void Forget(CursorSet cursors) => _readers.TryRemove(cursors, out _);

    private Topic Find(string topic)
    {
        ThrowIfClosed();
        return _topics.TryGetValue(topic, out var found)
            ? found
            : throw new LogException(LogError.UnknownTopic, $"There is no topic {topic}.");
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            throw ClosedError();
        }
    }
}
