using System.Text;
using Homing.Log;
using Homing.Testing;

namespace Homing.Core.Tests.Log;

public sealed class TopicFollowerTests : IAsyncDisposable
{
    private const string Topic = "topic";
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLog _log = new();
    private readonly List<string> _taken = [];
    private readonly List<HomingException> _told = [];
    private readonly Queue<Exception> _failures = new();
    private readonly TopicFollower _follower;

    public TopicFollowerTests() => _follower = new TopicFollower(_log, Topic, TakeAsync, _told.Add, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task Started_means_that_everything_that_was_there_has_been_taken()
    {
        await EnsureTopicAsync(partitions: 3);
        foreach (var value in new[] { "a", "b", "c", "d", "e" })
        {
            await AppendAsync(value);
        }

        await _follower.StartAsync(Token);

        Assert.Equal(["a", "b", "c", "d", "e"], _taken.Order());
    }

    [Fact]
    public async Task Caught_up_means_that_what_was_there_at_the_call_has_been_taken_in_order()
    {
        await EnsureTopicAsync();
        await _follower.StartAsync(Token);

        await AppendAsync("a");
        await AppendAsync("b");
        await _follower.CatchUpAsync(Token);

        Assert.Equal(["a", "b"], _taken);
    }

    [Fact]
    public async Task Topic_that_is_not_there_is_an_error_at_the_start()
    {
        var error = await Assert.ThrowsAsync<LogException>(() => _follower.StartAsync(Token));

        Assert.Equal(LogError.UnknownTopic, error.Error);
    }

    [Fact]
    public async Task Record_whose_taking_fails_for_a_while_is_tried_again_and_no_other_is_taken_twice()
    {
        await EnsureTopicAsync();
        await _follower.StartAsync(Token);
        _failures.Enqueue(new LogException(LogError.Full, "The disk is full."));
        _failures.Enqueue(new LogException(LogError.Full, "The disk is full."));

        await AppendAsync("a");
        await AppendAsync("b");
        var caughtUp = _follower.CatchUpAsync(Token);
        while (!caughtUp.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await caughtUp;
        Assert.Equal(["a", "b"], _taken);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public async Task Lasting_error_ends_it_and_whoever_waits_is_told()
    {
        await EnsureTopicAsync();
        await _follower.StartAsync(Token);
        _failures.Enqueue(new InvalidOperationException("on purpose"));

        await AppendAsync("a");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _follower.Completion.WaitAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _follower.CatchUpAsync(Token));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_disposing_twice_does_nothing()
    {
        await EnsureTopicAsync();
        await _follower.StartAsync(Token);
        _failures.Enqueue(new LogException(LogError.Full, "The disk is full."));
        await AppendAsync("a");
        using var source = new CancellationTokenSource();

        var caughtUp = _follower.CatchUpAsync(source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caughtUp);
        await _follower.DisposeAsync();
        await _follower.DisposeAsync();
    }

    private ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        if (_failures.TryDequeue(out var failure))
        {
            return ValueTask.FromException(failure);
        }

        _taken.Add(Encoding.UTF8.GetString(record.Value!.Value.Span));
        return ValueTask.CompletedTask;
    }

    private ValueTask EnsureTopicAsync(int partitions = 1) =>
        _log.EnsureTopicAsync(new TopicOptions { Name = Topic, Partitions = partitions }, Token);

    private async Task AppendAsync(string value) => await _log.AppendAsync(
        Topic, new LogEntry(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(value)), Token);
}
