using System.Text;
using Homing.Log;

namespace Homing.Conformance;

/// <summary>What every <see cref="ILog"/> must do. Derive, say how to make one, and run.</summary>
public abstract class LogConformance : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The log under test.</summary>
    protected ILog Log { get; private set; } = null!;

    /// <summary>A token that ends a wait which would otherwise never end.</summary>
    protected static CancellationToken Soon => new CancellationTokenSource(Deadline).Token;

    /// <summary>Why the log has no retention; null where it has.</summary>
    protected virtual string? KeepsEverything => null;

    /// <summary>Why the log does not compact; null where it does.</summary>
    protected virtual string? CompactsNothing => null;

    /// <summary>An empty log.</summary>
    protected abstract ValueTask<ILog> CreateAsync();

    /// <summary>The same data, opened again; the given log may be closed or still open.</summary>
    protected abstract ValueTask<ILog> ReopenAsync(ILog log);

    /// <summary>Brings about what retention and compaction may do to everything appended so far.</summary>
    protected abstract ValueTask MaintainAsync(ILog log);

    public async ValueTask InitializeAsync() => Log = await CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Append_then_read_keeps_order_bytes_and_headers()
    {
        await TopicAsync();
        byte[] key = [0, 255, 10, 0];
        var headers = new LogHeaders([new("traceparent", Bytes("a")), new("ö", Array.Empty<byte>()), new("ö", Bytes("b"))]);
        await Log.AppendAsync("t", new LogEntry(key, Bytes("x"), headers), Soon);
        await Log.AppendAsync("t", new LogEntry(default, Array.Empty<byte>()), Soon);
        await Log.AppendAsync("t", new LogEntry(key, null), Soon);
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        var records = await TakeAsync(reader, 3, record => (
            record.Offset, Key: record.Key.ToArray(), Value: record.Value?.ToArray(),
            Headers: record.Headers.Items.Select(item => item.Key + "=" + Encoding.UTF8.GetString(item.Value.Span)).ToArray()));
        Assert.Equal([0L, 1, 2], records.Select(record => record.Offset));
        Assert.Equal(key, records[0].Key);
        Assert.Equal(["traceparent=a", "ö=", "ö=b"], records[0].Headers);
        Assert.Empty(records[1].Value!);
        Assert.Null(records[2].Value);
    }

    [Fact]
    public async Task Same_key_goes_to_the_same_partition()
    {
        await TopicAsync(partitions: 8);
        var used = new HashSet<int>();
        for (var i = 0; i < 64; i++)
        {
            var first = await AppendAsync("k" + i, "1");
            Assert.Equal(first.Partition, (await AppendAsync("k" + i, "2")).Partition);
            used.Add(first.Partition);
        }

        Assert.True(used.Count > 4, $"64 keys use only {used.Count} of 8 partitions");
    }

    [Fact]
    public async Task Reopen_finds_everything_acknowledged_and_goes_on()
    {
        await TopicAsync(partitions: 3);
        var all = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => AppendAsync("k" + i, "v" + i).AsTask()));
        Assert.Equal(300, all.Distinct().Count());
        Log = await ReopenAsync(Log);
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        var values = await TakeAsync(reader, 300, Value);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => "v" + i).Order(), values.Order());
        var last = all.Where(p => p.Partition == 0).Max(p => p.Offset);
        var ends = (await Log.DescribeTopicAsync("t", Soon))!.Partitions;
        Assert.Equal(last + 1, ends[0].End);
    }

    [Fact]
    public async Task Concurrent_appenders_get_their_own_offsets_and_keep_their_order()
    {
        await TopicAsync(partitions: 4);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await AppendAsync("w" + writer, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        })));
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        var records = await TakeAsync(reader, 3200, record => (Key: Text(record.Key), Value: Value(record)!));
        foreach (var writer in records.GroupBy(record => record.Key))
        {
            Assert.Equal(Enumerable.Range(0, 100), writer.Select(record => int.Parse(record.Value, null)));
        }
    }

    [Fact]
    public async Task Plain_reader_starts_at_offset_time_or_end()
    {
        await TopicAsync();
        for (var i = 0; i < 5; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        await using var atEnd = Log.OpenReader("t", StartAt.End);
        await using var atOffset = Log.OpenReader("t", StartAt.At(3));
        await using var all = Log.OpenReader("t", StartAt.From(DateTimeOffset.UnixEpoch));
        await using var none = Log.OpenReader("t", StartAt.From(DateTimeOffset.MaxValue));
        Assert.Equal(["v3", "v4"], await TakeAsync(atOffset, 2, Value));
        Assert.Equal(5, (await TakeAsync(all, 5, Value)).Count);
        var waiting = atEnd.ReadAsync(Soon);
        Assert.False(waiting.IsCompleted);
        await AppendAsync("k", "new");
        Assert.Equal("new", Value((await waiting).Records.Span[0]));
    }

    [Fact]
    public async Task Read_is_cancelled_and_the_reader_goes_on()
    {
        await TopicAsync();
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        using var source = new CancellationTokenSource();
        var waiting = reader.ReadAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await AppendAsync("k", "v");
        Assert.Equal(["v"], await TakeAsync(reader, 1, Value));
    }

    [Fact]
    public async Task Unknown_topic_and_other_partition_count_are_refused()
    {
        await TopicAsync();
        var unknown = await Assert.ThrowsAsync<LogException>(
            async () => await Log.AppendAsync("nope", new LogEntry(default, default(ReadOnlyMemory<byte>)), Soon));
        Assert.Equal(LogError.UnknownTopic, unknown.Error);
        var other = await Assert.ThrowsAsync<LogException>(() => TopicAsync(partitions: 2));
        Assert.Equal(LogError.InvalidTopic, other.Error);
        Assert.Null(await Log.DescribeTopicAsync("nope", Soon));
    }

    [Fact]
    public async Task Topics_are_listed_by_name()
    {
        await Log.EnsureTopicAsync(new TopicOptions { Name = "b" }, Soon);
        await TopicAsync(partitions: 2);
        await Log.EnsureTopicAsync(new TopicOptions { Name = "a" }, Soon);

        Assert.Equal(["a", "b", "t"], (await Log.ListTopicsAsync(Soon)).Intersect(["a", "b", "t"]));
    }

    [Fact]
    public async Task Large_record_goes_through_and_a_too_large_one_is_refused()
    {
        await TopicAsync();
        var large = new byte[1 << 20];
        new Random(7).NextBytes(large);
        await Log.AppendAsync("t", new LogEntry(Bytes("k"), large), Soon);
        var error = await Assert.ThrowsAsync<LogException>(
            async () => await Log.AppendAsync("t", new LogEntry(default, new byte[64 << 20]), Soon));
        Assert.Equal(LogError.RecordTooLarge, error.Error);
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(large, (await TakeAsync(reader, 1, record => record.Value!.Value.ToArray()))[0]);
    }

    [Fact]
    public async Task Group_goes_on_at_the_stored_position_after_reopening()
    {
        await TopicAsync();
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        Assert.Null(await Log.GetStoredPositionAsync("t", "g", 0, Soon));
        await using (var reader = Log.OpenGroupReader("t", "g", StartAt.Beginning))
        {
            var batch = await reader.ReadAsync(Soon);
            reader.Store(batch.Partition, batch.Generation, 4);
        }

        Log = await ReopenAsync(Log);
        Assert.Equal(4, await Log.GetStoredPositionAsync("t", "g", 0, Soon));
        await using var next = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        Assert.Equal("v4", (await TakeAsync(next, 6, Value))[0]);
    }

    [Fact]
    public async Task Partition_reader_takes_over_at_once_at_the_stored_position()
    {
        await TopicAsync(partitions: 2);
        var partition = (await AppendAsync("k", "v0")).Partition;
        for (var i = 1; i < 6; i++)
        {
            await AppendAsync("k", "v" + i);
        }

        await using var dead = Log.OpenPartitionReader("t", "g", partition, StartAt.Beginning);
        var batch = await dead.ReadAsync(Soon);
        Assert.Equal("v0", Value(batch.Records.Span[0]));
        dead.Store(partition, batch.Generation, 2);
        await dead.FlushAsync(Soon);

        await using var successor = Log.OpenPartitionReader("t", "g", partition, StartAt.Beginning);
        Assert.Equal(["v2", "v3", "v4", "v5"], await TakeAsync(successor, 4, Value));
        await AppendAsync("k", "v6");
        Assert.Equal(["v6"], await TakeAsync(successor, 1, Value));
        successor.Store(partition, 0, 7);
        await successor.FlushAsync(Soon);
        Assert.Equal(7, await Log.GetStoredPositionAsync("t", "g", partition, Soon));
        Assert.Null(await Log.GetStoredPositionAsync("t", "g", 1 - partition, Soon));
    }

    [Fact]
    public async Task Rebalance_shares_partitions_and_shuts_out_the_former_reader()
    {
        await TopicAsync(partitions: 2);
        for (var i = 0; i < 40; i++)
        {
            await AppendAsync("k" + i, "v" + i);
        }

        await using var first = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var old = new Dictionary<int, int>();
        while (old.Count < 2)
        {
            var batch = await first.ReadAsync(Soon);
            old[batch.Partition] = batch.Generation;
        }

        await using var second = Log.OpenGroupReader("t", "g", StartAt.Beginning);
        var moved = await second.ReadAsync(Soon);
        Assert.True(moved.Generation > old[moved.Partition]);
        Assert.True(second.Holds(moved.Partition, moved.Generation));
        Assert.False(first.Holds(moved.Partition, old[moved.Partition]));
        Assert.False(second.Holds(moved.Partition, old[moved.Partition]));
        Assert.True(first.Holds(1 - moved.Partition, old[1 - moved.Partition]));
        first.Store(moved.Partition, old[moved.Partition], 5);
        await first.FlushAsync(Soon);
        Assert.Null(await Log.GetStoredPositionAsync("t", "g", moved.Partition, Soon));
        second.Store(moved.Partition, moved.Generation, 3);
        await second.FlushAsync(Soon);
        Assert.Equal(3, await Log.GetStoredPositionAsync("t", "g", moved.Partition, Soon));
        await second.DisposeAsync();
        Assert.False(second.Holds(moved.Partition, moved.Generation));
        LogBatch back;
        do
        {
            back = await first.ReadAsync(Soon);
        }
        while (back.Partition != moved.Partition);
        Assert.True(back.Generation > moved.Generation);
        Assert.Equal(3, back.Records.Span[0].Offset);
        Assert.True(first.Holds(back.Partition, back.Generation));
    }

    [Fact]
    public async Task Compaction_keeps_the_newest_of_each_key_and_drops_removed_ones()
    {
        Assert.SkipWhen(CompactsNothing is not null, CompactsNothing ?? "");
        await Log.EnsureTopicAsync(new TopicOptions { Name = "t", Compacted = true }, Soon);
        for (var i = 0; i < 100; i++)
        {
            await AppendAsync("k" + (i % 5), "v" + i);
        }

        await Log.AppendAsync("t", new LogEntry(Bytes("k0"), null), Soon);
        await MaintainAsync(Log);
        Log = await ReopenAsync(Log);
        await AppendAsync("end", "end");
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(["v96", "v97", "v98", "v99", "end"], await TakeAsync(reader, 5, Value));
    }

    [Fact]
    public async Task Compaction_keeps_records_without_a_key()
    {
        Assert.SkipWhen(CompactsNothing is not null, CompactsNothing ?? "");
        await Log.EnsureTopicAsync(new TopicOptions { Name = "t", Compacted = true }, Soon);
        await AppendAsync("", "a");
        await AppendAsync("", "b");
        await AppendAsync("k", "c");
        await AppendAsync("k", "d");
        await MaintainAsync(Log);
        await AppendAsync("end", "end");
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        Assert.Equal(["a", "b", "d", "end"], await TakeAsync(reader, 4, Value));
    }

    [Fact]
    public async Task Retention_by_age_moves_the_start_and_readers_go_on_at_it()
    {
        Assert.SkipWhen(KeepsEverything is not null, KeepsEverything ?? "");
        await Log.EnsureTopicAsync(new TopicOptions { Name = "t", RetentionAge = TimeSpan.FromMinutes(1) }, Soon);
        await AppendAsync("k", "old");
        await AppendAsync("k", "old");
        await using var reader = Log.OpenReader("t", StartAt.Beginning);
        await MaintainAsync(Log);
        await AppendAsync("k", "new");
        Assert.Equal(new OffsetRange(2, 3), (await Log.DescribeTopicAsync("t", Soon))!.Partitions[0]);
        Assert.Equal(["new"], await TakeAsync(reader, 1, Value));
    }

    [Fact]
    public async Task Closed_log_refuses_appends_and_ends_reads()
    {
        await TopicAsync();
        var reader = Log.OpenReader("t", StartAt.Beginning);
        var waiting = reader.ReadAsync(Soon).AsTask();
        await Log.DisposeAsync();
        Assert.Equal(LogError.Closed, (await Assert.ThrowsAsync<LogException>(() => waiting)).Error);
        var refused = await Assert.ThrowsAsync<LogException>(async () => await AppendAsync("k", "v"));
        Assert.Equal(LogError.Closed, refused.Error);
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Value(LogRecord record) => record.Value is { } value ? Text(value) : null;

    protected static async Task<List<T>> TakeAsync<T>(ILogReader reader, int count, Func<LogRecord, T> pick)
    {
        var taken = new List<T>();
        while (taken.Count < count)
        {
            var batch = await reader.ReadAsync(Soon);
            foreach (var record in batch.Records.Span)
            {
                taken.Add(pick(record));
            }
        }

        return taken;
    }

    protected ValueTask<LogPosition> AppendAsync(string key, string value) =>
        Log.AppendAsync("t", new LogEntry(Bytes(key), Bytes(value)), Soon);

    protected Task TopicAsync(int partitions = 1) =>
        Log.EnsureTopicAsync(new TopicOptions { Name = "t", Partitions = partitions }, Soon).AsTask();

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
