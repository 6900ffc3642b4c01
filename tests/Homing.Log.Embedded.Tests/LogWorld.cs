using System.Text;

namespace Homing.Log.Embedded.Tests;

/// <summary>
/// A log beside a model of it: lists of what was acknowledged, and where each reader must be. Every step is compared.
/// </summary>
internal sealed class LogWorld : IAsyncDisposable
{
    private const int Partitions = 3;

    private readonly LogFolder _folder = new();
    private readonly List<string>[] _model = [.. Enumerable.Range(0, Partitions).Select(_ => new List<string>())];
    private readonly Dictionary<string, int> _partitionOf = [];
    private readonly long[] _followed = new long[Partitions];
    private readonly long[] _read = new long[Partitions];
    private readonly long?[] _stored = new long?[Partitions];
    private long[] _starts = new long[Partitions];
    private EmbeddedLog _log = null!;
    private ILogReader _follower = null!;
    private ILogGroupReader _member = null!;
    private int _number;

    private LogWorld()
    {
        _folder.Options.SegmentBytes = 64 << 10;
        _folder.Options.ReadBatchBytes = 4 << 10;
    }

    /// <summary>Records that retention removed.</summary>
    public long Removed => _starts.Sum();

    public static async Task<LogWorld> CreateAsync()
    {
        var world = new LogWorld();
        await world.OpenAsync();
        return world;
    }

    public Task DoAsync(LogStep step) => step.Kind switch
    {
        LogStepKind.Append => AppendAsync(step, 1),
        LogStepKind.AppendMany => AppendAsync(step, step.Amount),
        LogStepKind.Remove => AppendOneAsync("k" + (step.Who % 5), null),
        LogStepKind.ReadFrom => ReadFromAsync(step.Who % Partitions, step.Amount),
        LogStepKind.Follow => FollowAsync(),
        LogStepKind.GroupRead => GroupReadAsync(step.Amount),
        LogStepKind.Maintain => MaintainAsync(),
        _ => ReopenAsync(),
    };

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    private static string Text(string key, string? value) => $"{key}={value ?? "-"}";

    private async Task OpenAsync()
    {
        _log = await _folder.OpenWithTopicAsync(
            new TopicOptions { Name = "t", Partitions = Partitions, RetentionBytes = 32 << 10 });
        _follower = _log.OpenReader("t", StartAt.Beginning);
        _member = _log.OpenGroupReader("t", "g", StartAt.Beginning);
        await LookAsync();
        Array.Fill(_followed, 0);
        for (var i = 0; i < Partitions; i++)
        {
            _read[i] = _stored[i] ?? 0;
        }
    }

    private async Task ReopenAsync()
    {
        await _log.DisposeAsync();
        await OpenAsync();
    }

    private Task AppendAsync(LogStep step, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        AppendOneAsync((step.Who + i) % 6 is 5 ? "" : "k" + ((step.Who + i) % 6), new string('x', step.Amount * 10))));

    private async Task AppendOneAsync(string key, string? filler)
    {
        var value = filler is null ? null : $"{_number++}.{filler}";
        var position = await _log.PutAsync(key, value);
        lock (_model)
        {
            if (key.Length > 0)
            {
                Assert.Equal(_partitionOf.GetValueOrDefault(key, position.Partition), position.Partition);
                _partitionOf[key] = position.Partition;
            }

            // Appends that share a sync may complete in any order.
            var records = _model[position.Partition];
            while (records.Count <= position.Offset)
            {
                records.Add("");
            }

            Assert.Equal("", records[(int)position.Offset]);
            records[(int)position.Offset] = Text(key, value);
        }
    }

    private async Task ReadFromAsync(int partition, int amount)
    {
        var model = _model[partition];
        var from = model.Count == 0 ? 0 : amount % model.Count;
        await using var reader = _log.OpenReader("t", StartAt.At(from), [partition]);
        var start = (int)Math.Max(from, _starts[partition]);
        var read = await reader.DrainAsync();
        Assert.Equal(model.Skip(start).Select((text, i) => $"{start + i} {text}"), read);
    }

    private async Task FollowAsync()
    {
        if (IsBehind(_followed))
        {
            Compare(await _follower.ReadAsync(LogText.Soon), _followed);
        }
    }

    private async Task GroupReadAsync(int amount)
    {
        if (IsBehind(_read))
        {
            var batch = await _member.ReadAsync(LogText.Soon);
            var first = Math.Max(_read[batch.Partition], _starts[batch.Partition]);
            Compare(batch, _read);
            var done = first + (amount % (batch.Records.Length + 1));
            _member.Store(batch.Partition, batch.Generation, done);
            _stored[batch.Partition] = Math.Max(done, _stored[batch.Partition] ?? 0);
        }

        for (var i = 0; i < Partitions; i++)
        {
            Assert.Equal(_stored[i], await _log.GetStoredPositionAsync("t", "g", i, LogText.Soon));
        }
    }

    private async Task MaintainAsync()
    {
        await _log.MaintainAsync(LogText.Soon);
        await LookAsync();
    }

    private async Task LookAsync()
    {
        var ranges = (await _log.DescribeTopicAsync("t", LogText.Soon))!.Partitions;
        Assert.Equal(_model.Select(records => (long)records.Count), ranges.Select(range => range.End));
        Assert.All(ranges.Zip(_starts), pair => Assert.InRange(pair.First.Start, pair.Second, pair.First.End));
        _starts = [.. ranges.Select(range => range.Start)];
    }

    private bool IsBehind(long[] places) =>
        Enumerable.Range(0, Partitions).Any(i => Math.Max(places[i], _starts[i]) < _model[i].Count);

    private void Compare(LogBatch batch, long[] places)
    {
        var next = Math.Max(places[batch.Partition], _starts[batch.Partition]);
        foreach (var record in batch.Records.Span)
        {
            Assert.Equal(next, record.Offset);
            Assert.Equal(
                _model[batch.Partition][(int)next],
                Text(
                    Encoding.UTF8.GetString(record.Key.Span),
                    record.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null));
            next++;
        }

        places[batch.Partition] = next;
    }
}
