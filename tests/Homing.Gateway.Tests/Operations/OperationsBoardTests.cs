using Homing.Gateway.Operations;
using Homing.Operations;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Operations;

public sealed class OperationsBoardTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly OperationsBoard _board;

    public OperationsBoardTests() => _board = new OperationsBoard(Options.Create(new OperationsOptions()), _time);

    [Fact]
    public void Living_processes_are_taken_together_and_what_all_hold_counts_once()
    {
        _board.Take("a", Snapshot("a", connections: 3, direct: 10, expired: 2, mailbox: 5, p99: 4, lag: 7));
        _board.Take("b", Snapshot("b", connections: 4, direct: 20, expired: 2, mailbox: 6, p99: 9, lag: 7));

        var now = _board.Sample().Now;

        Assert.Equal(7, now.Connections);
        Assert.Equal((30, 2), (now.AnswersPerSecond["direct"], now.AnswersPerSecond["expired"]));
        Assert.Equal((6, 9d), (now.MailboxAnswers, now.P99Ms));
        Assert.Equal(new LagSnapshot("client_request", "workers", 7), Assert.Single(now.Lag));
    }

    [Fact]
    public void Silent_process_is_shown_as_gone_and_then_left_out()
    {
        _board.Take("a", Snapshot("a", connections: 3));
        _board.Take("b", Snapshot("b", connections: 4));

        Pass(OperationsBoard.SilentIntervals + 1, except: "b");
        Assert.Equal([("a", "gone"), ("b", "live")], States());
        Assert.Equal(4, _board.Sample().Now.Connections);

        Pass(OperationsBoard.ForgottenIntervals, except: "b");
        Assert.Equal([("b", "live")], States());
    }

    [Fact]
    public void Process_that_says_it_stops_counts_no_more_and_one_nobody_knew_is_not_shown()
    {
        _board.Take("a", Snapshot("a", connections: 3));
        _board.Take("a", null);
        _board.Take("never-heard-of", null);

        Assert.Equal([("a", "stopped")], States());
        Assert.Equal(0, _board.Sample().Now.Connections);
    }

    [Fact]
    public void Gone_process_that_speaks_again_is_alive()
    {
        _board.Take("a", Snapshot("a"));
        Pass(OperationsBoard.SilentIntervals + 1, except: null);

        _board.Take("a", Snapshot("a"));

        Assert.Equal([("a", "live")], States());
    }

    [Fact]
    public void History_keeps_the_last_minutes_and_no_more()
    {
        for (var second = 0; second < OperationsBoard.HistoryLength + 10; second++)
        {
            _board.Take("a", Snapshot("a", connections: second));
            _board.Sample();
            _time.Advance(_board.Interval);
        }

        var history = _board.Read().History!;

        Assert.Equal(OperationsBoard.HistoryLength, history.Count);
        Assert.Equal(Enumerable.Range(10, history.Count), history.Select(sample => sample.Connections));
    }

    private void Pass(int intervals, string? except)
    {
        for (var interval = 0; interval < intervals; interval++)
        {
            _time.Advance(_board.Interval);
            if (except is not null)
            {
                _board.Take(except, Snapshot(except, connections: 4));
            }

            _board.Sample();
        }
    }

    private IEnumerable<(string, string?)> States() =>
        _board.Read().Processes.Select(process => (process.ProcessId, process.State));

    private static ProcessSnapshot Snapshot(
        string id, int connections = 0, double direct = 0, double expired = 0, int mailbox = 0, double p99 = 1, long lag = 0) => new()
        {
            ProcessId = id,
            Host = "h",
            Pid = 1,
            Roles = ["gateway"],
            StartedAt = default,
            At = default,
            Gateways = [new GatewaySnapshot("http://" + id, 0, 1, "serving", connections, 0, 0)],
            Answers = new Dictionary<string, AnswerCount> { ["direct"] = new(0, direct), ["expired"] = new(0, expired) },
            Latency = new LatencySnapshot(1, 1, p99),
            Mailbox = new MailboxSnapshot(mailbox, 0),
            Lag = [new LagSnapshot("client_request", "workers", lag)],
        };
}
