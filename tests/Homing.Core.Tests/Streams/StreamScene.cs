using System.Diagnostics.Metrics;
using System.Text;
using Homing.Log;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Streams;

/// <summary>One process that feeds channels from a topic; several may share a log.</summary>
internal sealed class StreamScene : IFeedSink, IAsyncDisposable
{
    public const string Topic = "values";
    public const int Partitions = 4;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private int _written;

    public StreamScene(InMemoryLog? log = null, FakeTimeProvider? time = null, Func<TopicFeedOptions, TopicFeedOptions>? configure = null)
    {
        Time = time ?? new FakeTimeProvider();
        Log = log ?? new InMemoryLog(Time);
        Readers = new OpenedReaders(Log);
        var options = new TopicFeedOptions { Topic = Topic };
        options = configure?.Invoke(options) ?? options;
        Channels = new KeyedChannels<string>(Write, options);
        Feed = new TopicFeed(
            Readers,
            options,
            this,
            new StreamMetrics(_services.GetRequiredService<IMeterFactory>()),
            Time,
            NullLogger<TopicFeed>.Instance);
    }

    public FakeTimeProvider Time { get; }

    public InMemoryLog Log { get; }

    public OpenedReaders Readers { get; }

    public TopicFeed Feed { get; }

    public KeyedChannels<string> Channels { get; }

    /// <summary>How often a state was written as bytes.</summary>
    public int Written => Volatile.Read(ref _written);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StreamScene> StartAsync(
        InMemoryLog? log = null, FakeTimeProvider? time = null, Func<TopicFeedOptions, TopicFeedOptions>? configure = null)
    {
        var scene = new StreamScene(log, time, configure);
        await scene.Log.EnsureTopicAsync(new TopicOptions { Name = Topic, Partitions = Partitions }, Token);
        await scene.Feed.StartAsync(Token);
        return scene;
    }

    /// <summary>Another process on the same log.</summary>
    public Task<StreamScene> AnotherAsync(Func<TopicFeedOptions, TopicFeedOptions>? configure = null) =>
        StartAsync(Log, Time, configure);

    public ValueTask<LogPosition> AppendAsync(string key, string value) => Log.AppendAsync(
        Topic, new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)), Token);

    /// <summary>Watches a key in a partition; the need ends with the watch.</summary>
    public ChannelSubscription Watch(string key, int partition, WatcherProbe watcher, ChannelPosition? since = null)
    {
        var need = Feed.Need(partition);
        var subscription = Channels.Watch(key, since, watcher, Feed, need);
        subscription.Hold(need);
        return subscription;
    }

    /// <summary>Completes when everything that is in the partition now was taken.</summary>
    public async Task CaughtUpAsync(int partition)
    {
        var end = (await Log.DescribeTopicAsync(Topic, Token))!.Partitions[partition].End;
        using var need = Feed.Need(partition);
        await need.ReadyAsync(new LogPosition(partition, end - 1)).WaitAsync(Token);
    }

    /// <summary>
    /// Turns the clock until that is done, and leaves each second of it some time for what runs at its own pace: a clock that
    /// races would use up every patience before anything was read.
    /// </summary>
    public async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token));
        }

        await done;
    }

    public ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        var (key, value) = (Encoding.UTF8.GetString(record.Key.Span), Encoding.UTF8.GetString(record.Value!.Value.Span));
        if (value == "breaks")
        {
            throw new InvalidDataException("on purpose");
        }

        Channels.Apply(
            key,
            Feed.PositionOf(new LogPosition(partition, record.Offset)),
            record.Timestamp,
            value,
            static (_, next) => next == "nothing" ? null : next);
        return ValueTask.CompletedTask;
    }

    public void Forget(int partition) => Channels.Forget(Feed.PositionOf(new LogPosition(partition, 0)).Epoch);

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        await _services.DisposeAsync();
    }

    private ReadOnlyMemory<byte> Write(string state)
    {
        Interlocked.Increment(ref _written);
        return Encoding.UTF8.GetBytes(state);
    }
}
