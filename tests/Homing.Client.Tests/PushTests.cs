using System.Collections.Concurrent;
using Homing.Testing;

namespace Homing.Client.Tests;

public sealed class PushTests
{
    [Fact]
    public async Task Push_is_acknowledged_only_when_its_handler_is_done_and_so_is_all_behind_it()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(time, gateway.Server);
        var (begun, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var handler = tested.Client.OnPush(async (_, _) =>
        {
            begun.SetResult();
            await done.Task;
        });
        var answer = tested.AskAsync("behind");
        var connection = await gateway.WelcomeAsync();
        var request = await connection.ReceiveAsync("request");

        await PushAsync(connection, "p1", seq: 1);
        await Patience.WaitAsync(begun.Task, "push");
        await connection.AnswerAsync(request, seq: 2);
        await answer;
        time.Advance(TimeSpan.FromSeconds(1));
        var next = tested.AskAsync("next");
        // The next frame is a request: there was no ack.
        await connection.AnswerAsync(await connection.ReceiveAsync("request"), seq: 3);
        await next;
        var timers = time.ActiveTimers;
        done.SetResult();
        await Until.TrueAsync(() => time.ActiveTimers > timers, "the timer of the ack");
        time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(3, (await connection.ReceiveAsync("ack")).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Push_that_comes_again_is_handed_on_once_and_acknowledged_again()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);
        var seen = new ConcurrentQueue<string>();
        using var handler = tested.Client.OnPush((push, _) =>
        {
            seen.Enqueue($"{push.Topic} {push.Id} {push.Read<Echo>().Text}");
            return ValueTask.CompletedTask;
        });
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var connection = await gateway.WelcomeAsync();

        for (var seq = 1; seq <= 16; seq++)
        {
            await PushAsync(connection, seq < 16 ? "p1" : "p2", seq);
        }

        while ((await connection.ReceiveAsync("ack")).GetProperty("seq").GetInt64() < 16)
        {
        }

        Assert.Equal(["report p1 hello", "report p2 hello"], seen);
    }

    [Fact]
    public async Task Handler_that_throws_stops_neither_the_others_nor_the_ack()
    {
        await using var gateway = await ScriptedGateway.StartAsync();
        await using var tested = new ClientUnderTest(TimeProvider.System, gateway.Server);
        var seen = new TaskCompletionSource<Push>();
        using var failing = tested.Client.OnPush((_, _) => throw new InvalidDataException("on purpose"));
        using var other = tested.Client.OnPush((push, _) =>
        {
            seen.SetResult(push);
            return ValueTask.CompletedTask;
        });
        _ = tested.Client.ConnectAsync(TestContext.Current.CancellationToken);
        var connection = await gateway.WelcomeAsync();

        await PushAsync(connection, "p1", seq: 1);

        Assert.Equal(1, (await connection.ReceiveAsync("ack")).GetProperty("seq").GetInt64());
        Assert.Equal("p1", (await seen.Task).Id);
    }

    private static Task PushAsync(ScriptedConnection connection, string id, long seq) =>
        connection.SendAsync(new { type = "push", id, seq, topic = "report", body = new { text = "hello" } });
}
