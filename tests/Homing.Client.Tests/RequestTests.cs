using System.Text.Json;
using Homing.Testing;

namespace Homing.Client.Tests;

public sealed class RequestTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Request_is_sent_and_its_answer_comes_back()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);

        var answer = tested.AskAsync("hello");
        var connection = await gateway.WelcomeAsync();
        var request = await connection.ReceiveAsync("request");
        await connection.AnswerAsync(request, seq: 1);

        Assert.Equal("hello", (await answer).Text);
        Assert.Equal("ticket-1", connection.Hello.GetProperty("ticket").GetString());
        Assert.Equal(0, connection.Hello.GetProperty("pending").GetArrayLength());
        Assert.Equal(32, request.GetProperty("id").GetString()!.Length);
        Assert.Equal(30_000, request.GetProperty("deadline_ms").GetInt64());
        Assert.Equal("""{"text":"hello"}""", request.GetProperty("body").ToString());
    }

    [Fact]
    public async Task Problem_is_thrown_with_all_that_it_says()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);

        var answer = tested.AskAsync("x");
        var connection = await gateway.WelcomeAsync();
        var id = (await connection.ReceiveAsync("request")).GetProperty("id").GetString();
        var error = new { type = "urn:problem-type:homing:not-found", title = "No such thing", status = 404, detail = "x" };
        await connection.SendAsync(new { type = "response", id, seq = 1, op = "echo", error });

        var problem = await Assert.ThrowsAsync<HomingProblemException>(() => answer);
        Assert.Equal((error.type, error.title, 404, "x"), (problem.Type, problem.Title, problem.Status, problem.Detail));
        Assert.Equal((HomingErrorKind.Problem, "not_found"), (problem.Kind, problem.Code));
    }

    [Fact]
    public async Task Answer_of_another_shape_is_told_apart()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);

        var answer = tested.AskAsync("x");
        var connection = await gateway.WelcomeAsync();
        var id = (await connection.ReceiveAsync("request")).GetProperty("id").GetString();
        await connection.SendAsync(new { type = "response", id, seq = 1, op = "echo", body = new[] { 1 } });

        Assert.Equal(HomingErrorKind.UnreadableBody, (await Assert.ThrowsAsync<HomingException>(() => answer)).Kind);
    }

    [Fact]
    public async Task After_a_break_pending_ids_are_told_and_an_unknown_one_is_sent_again_under_its_id()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var first = tested.AskAsync("first", new RequestOptions { Id = "r1" });
        var before = await gateway.WelcomeAsync();
        await before.ReceiveAsync("request");
        var second = tested.AskAsync("second", new RequestOptions { Id = "r2" });
        await before.ReceiveAsync("request");
        var third = tested.AskAsync("third", new RequestOptions { Id = "r3" });
        var answered = await before.ReceiveAsync("request");
        await before.SendAsync(new { type = "accepted", id = "r1", partition = 3, offset = 42 });
        await before.AnswerAsync(answered, seq: 1);

        // Frames are read in order: with this answer it knows of the one accepted before.
        Assert.Equal("third", (await third).Text);

        before.Abort();
        await ComeBackAsync(tested);
        var after = await gateway.WelcomeAsync();
        await after.SendAsync(new { type = "status", id = "r2", state = "unknown" });
        var again = await after.ReceiveAsync("request");
        await after.AnswerAsync(again, seq: 1);
        await after.SendAsync(new { type = "response", id = "r1", seq = 2, op = "echo", body = new { text = "late" } });

        Assert.Equal("s1", after.Hello.GetProperty("session").GetString());
        Assert.Equal("""[{"id":"r1","partition":3,"offset":42},"r2"]""", after.Hello.GetProperty("pending").GetRawText());
        Assert.Equal("r2", again.GetProperty("id").GetString());
        Assert.Equal(["late", "second"], [(await first).Text, (await second).Text]);
    }

    [Fact]
    public async Task Told_but_never_heard_of_is_sent_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var answer = tested.AskAsync("x");
        await (await StartedAsync(gateway)).CloseAsync(1001);
        await ComeBackAsync(tested);
        var after = await gateway.WelcomeAsync();
        await tested.StateAsync<HomingState.Connected>();

        _time.Advance(TimeSpan.FromSeconds(5));
        await after.AnswerAsync(await after.ReceiveAsync("request"), seq: 1);

        Assert.Equal("x", (await answer).Text);
    }

    [Fact]
    public async Task Answer_that_comes_twice_is_given_once_and_acknowledged_twice()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);
        var answer = tested.AskAsync("once");
        var connection = await gateway.WelcomeAsync();
        var request = await connection.ReceiveAsync("request");

        await connection.AnswerAsync(request, seq: 1);
        Assert.Equal(1, (await connection.ReceiveAsync("ack")).GetProperty("seq").GetInt64());
        await connection.AnswerAsync(request, seq: 2);
        Assert.Equal(2, (await connection.ReceiveAsync("ack")).GetProperty("seq").GetInt64());

        Assert.Equal("once", (await answer).Text);
        Assert.Equal(0, tested.Client.PendingRequests);
    }

    [Fact]
    public async Task Cancelling_tells_the_gateway_with_the_position()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        using var cancellation = new CancellationTokenSource();
        var answer = tested.AskUntilAsync("x", new RequestOptions { Id = "r1" }, cancellation.Token);
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("request");
        await connection.SendAsync(new { type = "accepted", id = "r1", partition = 1, offset = 7 });
        // An answer behind it: then the client has read the accepted too.
        var other = tested.AskAsync("other");
        await connection.AnswerAsync(await connection.ReceiveAsync("request"), seq: 1);
        await other;

        await cancellation.CancelAsync();
        var cancel = await connection.ReceiveAsync("cancel");

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Equal("""{"type":"cancel","id":"r1","partition":1,"offset":7}""", cancel.GetRawText());
    }

    [Fact]
    public async Task Request_never_sent_is_cancelled_without_a_word()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        using var cancellation = new CancellationTokenSource();
        var answer = tested.AskUntilAsync("x", null, cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        var connection = await gateway.WelcomeAsync();
        var next = tested.AskAsync("next");
        var request = await connection.ReceiveAsync("request");
        await connection.AnswerAsync(request, seq: 1);

        Assert.Equal("next", (await next).Text);
    }

    [Fact]
    public async Task Deadline_passes_connected_or_not()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var short_ = tested.AskAsync("short", new RequestOptions { Deadline = TimeSpan.FromMilliseconds(1500) });
        var connection = await gateway.WelcomeAsync();
        var request = await connection.ReceiveAsync("request");
        await tested.StateAsync<HomingState.Connected>();

        _time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.False(short_.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1500, request.GetProperty("deadline_ms").GetInt64());
        Assert.Equal(HomingErrorKind.DeadlineExceeded, (await Assert.ThrowsAsync<HomingException>(() => short_)).Kind);
    }

    [Fact]
    public async Task No_more_are_sent_than_the_gateway_takes_at_a_time()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var answers = Enumerable.Range(0, 5).Select(number => tested.AskAsync($"{number}")).ToArray();
        var connection = await gateway.WelcomeAsync(welcome => welcome["max_in_flight"] = 2);

        var open = new Queue<JsonElement>([await connection.ReceiveAsync("request"), await connection.ReceiveAsync("request")]);
        for (var seq = 1; seq <= 5; seq++)
        {
            await connection.AnswerAsync(open.Dequeue(), seq);
            if (seq <= 3)
            {
                // Exactly one more for each answer, in the order they were asked.
                open.Enqueue(await connection.ReceiveAsync("request"));
                Assert.Equal($"{seq + 1}", open.Last().GetProperty("body").GetProperty("text").GetString());
            }
        }

        Assert.Equal(["0", "1", "2", "3", "4"], (await Task.WhenAll(answers)).Select(answer => answer.Text));
    }

    [Fact]
    public async Task Refusal_is_thrown_and_a_refusal_for_now_is_tried_again_when_told()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var refused = tested.AskAsync("refused");
        var connection = await gateway.WelcomeAsync();
        var id = (await connection.ReceiveAsync("request")).GetProperty("id").GetString();
        await connection.SendAsync(new { type = "error", id, code = "unknown_op", detail = "no echo", retry = false });
        var exception = await Assert.ThrowsAsync<HomingException>(() => refused);

        var later = tested.AskAsync("later");
        id = (await connection.ReceiveAsync("request")).GetProperty("id").GetString();
        var timers = _time.ActiveTimers;
        await connection.SendAsync(new { type = "error", id, code = "unavailable", detail = "", retry = true, retry_after_ms = 700 });
        await Until.TrueAsync(() => _time.ActiveTimers > timers, "the timer of the retry");
        _time.Advance(TimeSpan.FromMilliseconds(700));
        var again = await connection.ReceiveAsync("request");
        await connection.AnswerAsync(again, seq: 1);

        Assert.Equal((HomingErrorKind.Refused, "unknown_op"), (exception.Kind, exception.Code));
        Assert.Equal(id, again.GetProperty("id").GetString());
        Assert.Equal("later", (await later).Text);
    }

    [Fact]
    public async Task Request_larger_than_the_gateway_takes_fails_alone()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var large = tested.AskAsync(new string('x', 2000));
        var connection = await gateway.WelcomeAsync(welcome => welcome["max_frame_bytes"] = 1024);

        Assert.Equal(HomingErrorKind.FrameTooBig, (await Assert.ThrowsAsync<HomingException>(() => large)).Kind);
        var small = tested.AskAsync("small");
        await connection.AnswerAsync(await connection.ReceiveAsync("request"), seq: 1);
        Assert.Equal("small", (await small).Text);
    }

    [Fact]
    public async Task Closed_for_a_frame_too_big_the_largest_request_fails_and_the_others_go_on()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, gateway.Server);
        var small = tested.AskAsync("small");
        var large = tested.AskAsync(new string('x', 2000));
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("request");
        await connection.ReceiveAsync("request");

        await connection.CloseAsync(1009);
        Assert.Equal(HomingErrorKind.FrameTooBig, (await Assert.ThrowsAsync<HomingException>(() => large)).Kind);
        await ComeBackAsync(tested);
        var after = await gateway.WelcomeAsync();
        var id = after.Hello.GetProperty("pending").EnumerateArray().Single().GetString();
        await after.SendAsync(new { type = "response", id, seq = 1, op = "echo", body = new { text = "small" } });

        Assert.Equal("small", (await small).Text);
    }

    [Fact]
    public async Task More_than_may_wait_fail_at_once()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(_time, options => options.MaxPendingRequests = 1, gateway.Server);
        _ = tested.AskAsync("first");

        var exception = await Assert.ThrowsAsync<HomingException>(() => tested.AskAsync("second"));

        Assert.Equal(HomingErrorKind.TooManyPending, exception.Kind);
    }

    private static async Task<ScriptedConnection> StartedAsync(ScriptedGateway gateway)
    {
        var connection = await gateway.WelcomeAsync();
        await connection.ReceiveAsync("request");
        return connection;
    }

    private async Task ComeBackAsync(ClientUnderTest tested)
    {
        var waiting = await tested.StateAsync<HomingState.Waiting>();
        _time.Advance(waiting.Until - _time.GetUtcNow());
    }
}
