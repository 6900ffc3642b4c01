using Homing.Testing;

namespace Homing.Client.Tests;

public sealed class ChannelTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Slow_reader_gets_the_newest_value_and_the_count_of_what_it_missed()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        await using var reader = Read(tested, TestContext.Current.CancellationToken);
        var first = reader.MoveNextAsync();
        var connection = await gateway.WelcomeAsync();
        var subscribe = await connection.ReceiveAsync("subscribe");
        await SubscribedAsync(connection, offset: 0, recovered: true);
        await EventAsync(connection, offset: 1);
        Assert.True(await first);
        var one = reader.Current;

        await EventAsync(connection, offset: 2);
        await EventAsync(connection, offset: 5, skipped: 2);
        await EventAsync(connection, offset: 6);
        await RoundTripAsync(tested, connection);
        Assert.True(await reader.MoveNextAsync());

        Assert.Equal("""{"type":"subscribe","channel":"lots"}""", subscribe.GetRawText());
        Assert.Equal(("1", 0L, false), (one.Body.Text, one.Skipped, one.Gap));
        Assert.Equal(("6", 4L, false), (reader.Current.Body.Text, reader.Current.Skipped, reader.Current.Gap));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 6, TimeSpan.Zero), reader.Current.At);
    }

    [Fact]
    public async Task After_a_break_it_resumes_where_it_was_and_says_when_there_is_a_gap()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        await using var reader = Read(tested, TestContext.Current.CancellationToken);
        var first = reader.MoveNextAsync();
        var before = await gateway.WelcomeAsync();
        await before.ReceiveAsync("subscribe");
        await SubscribedAsync(before, offset: 0, recovered: false);
        await EventAsync(before, offset: 1);
        Assert.True(await first);
        Assert.False(reader.Current.Gap);

        before.Abort();
        var waiting = await tested.StateAsync<HomingState.Waiting>();
        _time.Advance(waiting.Until - _time.GetUtcNow());
        var after = await gateway.WelcomeAsync();
        await SubscribedAsync(after, offset: 8, recovered: false);
        await EventAsync(after, offset: 9);
        Assert.True(await reader.MoveNextAsync());
        var resumed = reader.Current;
        await EventAsync(after, offset: 10);
        Assert.True(await reader.MoveNextAsync());

        Assert.Equal("""[{"channel":"lots","epoch":4,"offset":1}]""", after.Hello.GetProperty("channels").GetRawText());
        Assert.Equal(("9", true), (resumed.Body.Text, resumed.Gap));
        Assert.Equal(("10", false), (reader.Current.Body.Text, reader.Current.Gap));
    }

    [Fact]
    public async Task Channel_that_is_refused_ends_with_the_reason()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        await using var reader = Read(tested, TestContext.Current.CancellationToken);
        var first = reader.MoveNextAsync().AsTask();
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("subscribe");

        await connection.SendAsync(new { type = "error", code = "unknown_channel", detail = "no", channel = "lots", retry = false });

        var exception = await Assert.ThrowsAsync<HomingException>(() => first);
        Assert.Equal((HomingErrorKind.Refused, "unknown_channel"), (exception.Kind, exception.Code));
    }

    [Fact]
    public async Task Readers_share_one_subscription_which_ends_with_the_last_of_them()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        using var stop = new CancellationTokenSource();
        await using var one = Read(tested, TestContext.Current.CancellationToken);
        await using var other = Read(tested, stop.Token);
        var first = one.MoveNextAsync();
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("subscribe");
        await SubscribedAsync(connection, offset: 0, recovered: true);
        await EventAsync(connection, offset: 1);
        Assert.True(await first);

        // The later reader begins with the value that there is.
        Assert.True(await other.MoveNextAsync());
        Assert.Equal("1", other.Current.Body.Text);
        await one.DisposeAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await other.MoveNextAsync());

        Assert.Equal("lots", (await connection.ReceiveAsync("unsubscribe")).GetProperty("channel").GetString());
    }

    private static IAsyncEnumerator<ChannelEvent<Echo>> Read(ClientUnderTest tested, CancellationToken cancellationToken) =>
        tested.Client.SubscribeAsync<Echo>("lots", cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);

    private static Task SubscribedAsync(ScriptedConnection connection, long offset, bool recovered) =>
        connection.SendAsync(new { type = "subscribed", channel = "lots", epoch = 4, offset, recovered });

    private static Task EventAsync(ScriptedConnection connection, long offset, long skipped = 0) => connection.SendAsync(new
    {
        type = "event",
        channel = "lots",
        epoch = 4,
        offset,
        at = $"2026-01-01T00:00:{offset:00}Z",
        skipped,
        body = new { text = $"{offset}" },
    });

    // Its answer comes behind the events, so the client has read them.
    private static async Task RoundTripAsync(ClientUnderTest tested, ScriptedConnection connection)
    {
        var answer = tested.AskAsync("round trip");
        await connection.AnswerAsync(await connection.ReceiveAsync("request"), seq: 1);
        await answer;
    }
}
