using System.Text;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Messages;

public sealed class DeadLetterStoreTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLog _log;
    private readonly DeadLetters _letters;
    private readonly DeadLetterStore _store;

    public DeadLetterStoreTests()
    {
        _log = new InMemoryLog(_time);
        _letters = new DeadLetters(_log, _time, NullLogger<DeadLetters>.Instance);
        _store = new DeadLetterStore(_log, _time, NullLogger<DeadLetterStore>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Topics_are_listed_with_what_waits_and_what_was_put_back()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        await SetAsideAsync("orders", 1, "a");
        await SetAsideAsync("orders", 2, "b");
        await SetAsideAsync("bills", 1, "c");
        await _store.ReplayAsync("orders", [new LogPosition(0, 2)], again: false, Token);

        var topics = await _store.ListAsync(Token);

        Assert.Equal(
            [new DeadTopic("bills", 1, 0, _time.GetUtcNow()), new DeadTopic("orders", 1, 1, _time.GetUtcNow())], topics);
    }

    [Fact]
    public async Task Replay_puts_back_key_value_and_headers_and_nothing_of_ours()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        var headers = Headers(("traceparent", "00-1"), ("homing-reason", "theirs"), ("homing-time", ""), ("traceparent", "00-2"));
        await _letters.AppendAsync("orders", 0, Record(7, "key", "value", headers), "not JSON", Token);

        var replays = await _store.ReplayAsync("orders.dead", null, again: false, Token);

        var replay = Assert.Single(replays!);
        Assert.Equal((DeadReplayOutcome.Replayed, new LogPosition(0, 0)), (replay.Outcome, replay.ReplayedTo!.Value));
        var record = Assert.Single(await ReadAllAsync("orders"));
        Assert.Equal(("key", "value"), (record.Key, record.Value));
        Assert.Equal(["traceparent=00-1", "homing-reason=theirs", "homing-time=", "traceparent=00-2"], record.Headers);
    }

    [Fact]
    public async Task Tombstone_is_put_back_as_a_tombstone_and_no_key_as_no_key()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        await _letters.AppendAsync("orders", 0, Record(1, "key", null), "no value", Token);
        await _letters.AppendAsync("orders", 0, Record(2, "", ""), "no key", Token);

        await _store.ReplayAsync("orders", null, again: false, Token);

        Assert.Equal([("key", null), ("", "")], (await ReadAllAsync("orders")).Select(record => (record.Key, record.Value)));
    }

    [Fact]
    public async Task Second_replay_does_nothing_unless_asked_and_neither_does_a_reader_that_refuses_the_record_again()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        await SetAsideAsync("orders", 1, "a");
        await _store.ReplayAsync("orders", null, again: false, Token);
        await SetAsideAsync("orders", 1, "a");

        var second = await _store.ReplayAsync("orders", null, again: false, Token);
        var third = await _store.ReplayAsync("orders", [new LogPosition(0, 1)], again: true, Token);

        Assert.Equal(DeadReplayOutcome.ReplayedBefore, Assert.Single(second!).Outcome);
        Assert.Equal(DeadReplayOutcome.Replayed, Assert.Single(third!).Outcome);
        Assert.Equal(["a", "a"], (await ReadAllAsync("orders")).Select(record => record.Value));
    }

    [Fact]
    public async Task Value_that_was_cut_is_not_put_back_and_says_so()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = "orders" }, Token);
        var large = new LogRecord { Offset = 1, Timestamp = _time.GetUtcNow(), Key = default, Value = new byte[(1 << 20) + (64 << 10)] };
        await _letters.AppendAsync("orders", 0, large, "not JSON", Token);

        var replays = await _store.ReplayAsync("orders", null, again: true, Token);

        Assert.Equal(DeadReplayOutcome.Cut, Assert.Single(replays!).Outcome);
        Assert.Empty(await ReadAllAsync("orders"));
        Assert.True(Assert.Single((await _store.ShowAsync("orders", 1, Token))!).IsCut);
    }

    [Fact]
    public async Task Place_without_a_letter_is_not_found_and_neither_is_a_topic_without_any()
    {
        await SetAsideAsync("orders", 1, "a");

        var replays = await _store.ReplayAsync("orders", [new LogPosition(3, 9)], again: false, Token);

        Assert.Equal(new DeadReplay(new LogPosition(3, 9), DeadReplayOutcome.NotFound), Assert.Single(replays!));
        Assert.Null(await _store.ReplayAsync("bills", null, again: false, Token));
        Assert.Null(await _store.ShowAsync("bills", 10, Token));
    }

    [Fact]
    public async Task Newest_letters_are_shown_with_time_key_and_reason()
    {
        var taken = _time.GetUtcNow();
        foreach (var offset in Enumerable.Range(1, 5))
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await SetAsideAsync("orders", offset, $"v{offset}", taken);
        }

        var letters = await _store.ShowAsync("orders", 2, Token);

        Assert.Equal([4, 5], letters!.Select(letter => letter.Position.Offset));
        var newest = letters![1];
        Assert.Equal(("why 5", taken, taken.AddMinutes(5), "k5", "v5"), (
            newest.Reason, newest.Timestamp, newest.SetAsideAt, Text(newest.Key), Text(newest.Value!.Value)));
    }

    [Fact]
    public async Task Records_that_others_wrote_among_the_dead_letters_are_left_alone()
    {
        await SetAsideAsync("orders", 1, "a");
        await _log.AppendAsync("orders.dead", new LogEntry("0:9"u8.ToArray(), "no headers"u8.ToArray()), Token);
        await _log.AppendAsync("orders.dead", new LogEntry("x"u8.ToArray(), null), Token);

        Assert.Equal(1, Assert.Single(await _store.ListAsync(Token)).Waiting);
        Assert.Single((await _store.ShowAsync("orders", 10, Token))!);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static LogHeaders Headers(params (string Name, string Value)[] headers) => new(
        [.. headers.Select(header => KeyValuePair.Create(header.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(header.Value)))]);

    private LogRecord Record(long offset, string key, string? value, LogHeaders headers = default, DateTimeOffset? at = null) => new()
    {
        Offset = offset,
        Timestamp = at ?? _time.GetUtcNow(),
        Key = Encoding.UTF8.GetBytes(key),
        Value = value is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(value),
        Headers = headers,
    };

    private async Task SetAsideAsync(string topic, long offset, string value, DateTimeOffset? at = null) =>
        await _letters.AppendAsync(topic, 0, Record(offset, $"k{offset}", value, at: at), $"why {offset}", Token);

    private async Task<List<(string Key, string? Value, List<string> Headers)>> ReadAllAsync(string topic)
    {
        var records = new List<(string, string?, List<string>)>();
        await using var follower = new TopicFollower(
            _log,
            topic,
            (_, record, _) =>
            {
                records.Add((
                    Text(record.Key),
                    record.Value is { } value ? Text(value) : null,
                    [.. record.Headers.Items.Select(header => $"{header.Key}={Text(header.Value)}")]));
                return ValueTask.CompletedTask;
            },
            exception => throw exception,
            _time);
        await follower.StartAsync(Token);
        return records;
    }
}
