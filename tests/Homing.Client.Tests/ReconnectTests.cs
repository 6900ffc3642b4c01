using Homing.Testing;

namespace Homing.Client.Tests;

public sealed class ReconnectTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task First_try_comes_within_the_window_and_later_ones_under_a_ceiling_that_doubles()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var connection = await gateway.WelcomeAsync(welcome => welcome["reconnect_window_ms"] = 5_000);
        await connecting;

        await connection.CloseAsync(1011);
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 7; attempt++)
        {
            var waiting = await tested.StateAsync<HomingState.Waiting>();
            Assert.Equal(attempt, waiting.Attempt);
            waits.Add(waiting.Until - _time.GetUtcNow());
            _time.Advance(waits[^1]);
            (await gateway.AcceptAsync()).Abort();
        }

        var expected = new Random(1);
        var ceilings = new[] { 5.0, 1, 2, 4, 8, 16, 20 };
        Assert.Equal(
            ceilings.Select(ceiling => Math.Max(0.1, expected.NextDouble() * ceiling)),
            waits.Select(wait => wait.TotalSeconds),
            (one, other) => Math.Abs(one - other) < 0.001);
    }

    [Fact]
    public async Task Exponent_starts_again_after_ten_seconds_connected_and_not_before()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var attempts = new List<int>();
        foreach (var seconds in new[] { 1, 9, 10, 2 })
        {
            var connection = await gateway.WelcomeAsync();
            await tested.StateAsync<HomingState.Connected>();
            await RoundTripAsync(tested, connection);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            await connection.CloseAsync(1011);
            var waiting = await tested.StateAsync<HomingState.Waiting>();
            attempts.Add(waiting.Attempt);
            _time.Advance(waiting.Until - _time.GetUtcNow());
        }

        Assert.Equal([1, 2, 1, 2], attempts);
    }

    [Theory]
    [InlineData(4002)]
    [InlineData(4003)]
    public async Task Closed_with_40xx_it_stays_away_and_fails_what_is_open(int code)
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var open = tested.AskAsync("open");
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("request");

        await connection.CloseAsync(code);
        var closed = await tested.StateAsync<HomingState.Closed>();

        Assert.Equal(code, closed.Code);
        Assert.Equal(HomingErrorKind.Closed, (await Assert.ThrowsAsync<HomingException>(() => open)).Kind);
        Assert.Equal(HomingErrorKind.Closed, (await Assert.ThrowsAsync<HomingException>(() => tested.AskAsync("x"))).Kind);
        Assert.DoesNotContain(tested.All, state => state is HomingState.Waiting);
    }

    [Fact]
    public async Task After_a_close_for_good_it_starts_again_when_asked_to()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        await (await gateway.WelcomeAsync()).CloseAsync(4003);
        await tested.StateAsync<HomingState.Closed>();

        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var connection = await gateway.WelcomeAsync();
        await connecting;
        await RoundTripAsync(tested, connection);
    }

    [Fact]
    public async Task Session_that_is_refused_is_dropped_for_a_ticket()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var store = new MemoryStore { Session = "old" };
        await using var tested = new ClientUnderTest(_time, options => options.SessionStore = store, gateway.Server);
        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var first = await gateway.AcceptAsync();
        var hello = await first.ReceiveAsync("hello");
        await first.CloseAsync(4001);
        var waiting = await tested.StateAsync<HomingState.Waiting>();
        _time.Advance(waiting.Until - _time.GetUtcNow());
        var second = await gateway.WelcomeAsync();
        await connecting;

        Assert.Equal("old", hello.GetProperty("session").GetString());
        Assert.Equal("ticket-1", second.Hello.GetProperty("ticket").GetString());
        Assert.Equal("s1", store.Session);
    }

    [Fact]
    public async Task Ticket_that_is_refused_is_replaced_once_and_then_it_gives_up()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var shown = new List<string?>();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var connection = await gateway.AcceptAsync();
            shown.Add((await connection.ReceiveAsync("hello")).GetProperty("ticket").GetString());
            await connection.CloseAsync(4001);
            if (attempt == 0)
            {
                var waiting = await tested.StateAsync<HomingState.Waiting>();
                _time.Advance(waiting.Until - _time.GetUtcNow());
            }
        }

        Assert.Equal(HomingErrorKind.Closed, (await Assert.ThrowsAsync<HomingException>(() => connecting)).Kind);
        Assert.Equal(["ticket-1", "ticket-2"], shown);
        Assert.Equal(4001, (await tested.StateAsync<HomingState.Closed>()).Code);
    }

    [Fact]
    public async Task Closed_for_asking_too_often_it_comes_back_to_the_same_gateway_after_a_pause()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        await (await gateway.WelcomeAsync()).CloseAsync(4102);

        var waiting = await tested.StateAsync<HomingState.Waiting>();
        Assert.True(waiting.Until - _time.GetUtcNow() >= Connections.Backoff.Pause);
        _time.Advance(waiting.Until - _time.GetUtcNow());

        await RoundTripAsync(tested, await gateway.WelcomeAsync());
    }

    [Fact]
    public async Task User_without_a_ticket_is_closed()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        gateway.TicketStatus = 401;
        await using var tested = new ClientUnderTest(_time, gateway.Server);

        var exception = await Assert.ThrowsAsync<HomingException>(
            () => tested.Client.ConnectAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HomingErrorKind.Closed, exception.Kind);
        Assert.Equal(4001, Assert.IsType<HomingState.Closed>(tested.Client.State).Code);
    }

    [Fact]
    public async Task Told_to_go_away_it_makes_the_new_connection_before_it_leaves_the_old()
    {
        await using var old = await ScriptedGateway.StartAsync();
        await using var other = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, old.Server, other.Server);
        var asked = tested.AskAsync("asked before", new RequestOptions { Id = "r1" });
        var before = await old.WelcomeAsync();
        await before.ReceiveAsync("request");
        await tested.StateAsync<HomingState.Connected>();

        await before.SendAsync(new { type = "goaway", retry_after_ms = 300, window_ms = 0 });
        var accepting = other.AcceptAsync();
        await Until.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
                return accepting.IsCompleted;
            },
            "new connection");
        var after = await accepting;
        after.Hello = await after.ReceiveAsync("hello");
        // The new one has not welcomed us: the old one still serves.
        var during = tested.AskAsync("during");
        await before.AnswerAsync(await before.ReceiveAsync("request"), seq: 1);
        Assert.Equal("during", (await during).Text);
        Assert.False(before.HasEnded);
        await after.WelcomeAsync(welcome => welcome["api_id"] = 1);
        Assert.Equal(1, (await tested.StateAsync<HomingState.Connected>()).ApiId);
        Assert.Equal(1, (await before.ReceiveAsync("ack")).GetProperty("seq").GetInt64());
        await before.EndedAsync();
        await after.SendAsync(new { type = "response", id = "r1", seq = 1, op = "echo", body = new { text = "found" } });

        Assert.Equal("found", (await asked).Text);
        Assert.Equal("""["r1"]""", after.Hello.GetProperty("pending").GetRawText());
        Assert.DoesNotContain(tested.All, state => state is HomingState.Waiting);
    }

    [Fact]
    public async Task Draining_gateway_is_left_for_the_next_address_within_the_window()
    {
        await using var old = await ScriptedGateway.StartAsync();
        await using var other = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, old.Server, other.Server);
        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var before = await old.WelcomeAsync();
        await connecting;

        await before.CloseAsync(4200);
        var waiting = await tested.StateAsync<HomingState.Waiting>();
        _time.Advance(waiting.Until - _time.GetUtcNow());

        await RoundTripAsync(tested, await other.WelcomeAsync());
    }

    [Fact]
    public async Task Silent_gateway_is_given_up()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var connecting = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var connection = await gateway.WelcomeAsync(welcome => welcome["ping_ms"] = 25_000);
        await connecting;
        await RoundTripAsync(tested, connection);

        _time.Advance(TimeSpan.FromSeconds(25));
        await connection.ReceiveAsync("ack");
        await connection.ReceiveAsync("ping");
        _time.Advance(TimeSpan.FromSeconds(25));

        Assert.Contains("nothing was heard", (await tested.StateAsync<HomingState.Waiting>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_that_never_welcomes_is_given_up()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        await (await gateway.AcceptAsync()).ReceiveAsync("hello");

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("no welcome", (await tested.StateAsync<HomingState.Waiting>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_says_goodbye_and_fails_what_is_open()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        var tested = new ClientUnderTest(_time, gateway.Server);
        var open = tested.AskAsync("open");
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("request");

        await tested.DisposeAsync();

        await connection.EndedAsync();
        Assert.Equal(HomingErrorKind.Closed, (await Assert.ThrowsAsync<HomingException>(() => open)).Kind);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => tested.AskAsync("x"));
    }

    // A question and its answer: what the client did before that is done.
    private static async Task RoundTripAsync(ClientUnderTest tested, ScriptedConnection connection)
    {
        var answer = tested.AskAsync("round trip");
        await connection.AnswerAsync(await connection.ReceiveAsync("request"), seq: 1);
        await answer;
    }

    private sealed class MemoryStore : ISessionStore
    {
        public string? Session { get; set; }

        public string? Load() => Session;

        public void Save(string? session) => Session = session;
    }
}
