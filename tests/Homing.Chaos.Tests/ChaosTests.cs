namespace Homing.Chaos.Tests;

/// <summary>
/// Real sockets, a real process, a real log; 100,000 requests and more in all. The checker is the judge: what was accepted
/// is settled, what is delivered is delivered once, to its own client, in time and in order.
/// </summary>
public sealed class ChaosTests : IDisposable
{
    private const int Requests = 8_000;
    private const int TooSlow = 4101;
    private const int TakenOver = 4003;
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-chaos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nobody_misbehaves_and_everything_is_delivered_once()
    {
        var verdict = await RunAsync("calm");

        Assert.True(verdict.Report.Counts.Delivered == verdict.Report.Counts.Asked, verdict.ToString());
    }

    [Fact]
    public async Task Clients_vanish_before_they_read_and_get_every_answer_once()
    {
        var verdict = await RunAsync("vanish");

        AssertDid(verdict, Episode.Vanish);
    }

    [Fact]
    public async Task Clients_read_slowly_and_get_every_answer_once()
    {
        var verdict = await RunAsync("read-slowly");

        AssertDid(verdict, Episode.ReadSlowly);
    }

    [Fact]
    public async Task Clients_never_acknowledge_are_closed_for_it_and_get_no_answer_twice()
    {
        var verdict = await RunAsync("never-ack");

        AssertDid(verdict, Episode.NeverAck);
        Assert.True(verdict.Stats.ClosedWith(TooSlow) > 0, verdict.ToString());
    }

    [Fact]
    public async Task Clients_come_back_at_another_gateway_and_get_every_answer_once()
    {
        var verdict = await RunAsync("elsewhere");

        AssertDid(verdict, Episode.ComeBackElsewhere);
    }

    [Fact]
    public async Task Clients_come_back_late_and_get_every_answer_once()
    {
        var verdict = await RunAsync("late");

        AssertDid(verdict, Episode.ComeBackLate);
    }

    [Fact]
    public async Task Clients_come_back_twice_at_once_one_is_taken_over_and_every_answer_comes_once()
    {
        var verdict = await RunAsync("twice-at-once");

        AssertDid(verdict, Episode.ComeBackTwice);
        Assert.True(verdict.Stats.ClosedWith(TakenOver) > 0, verdict.ToString());
    }

    [Fact]
    public async Task Clients_cancel_and_have_short_deadlines_and_hear_of_every_request_what_became_of_it()
    {
        var verdict = await RunAsync("cancels-and-deadlines");

        var counts = verdict.Report.Counts;
        Assert.True(counts.Cancelled > 0 && counts.Expired > 0, verdict.ToString());
        Assert.True(counts.Delivered > counts.Asked / 2, verdict.ToString());
    }

    [Fact]
    public async Task Workers_answer_twice_and_applications_get_every_answer_once() => await RunAsync("answers-twice");

    [Fact]
    public async Task Workers_are_restarted_in_the_middle_and_every_request_is_answered_once()
    {
        var verdict = await RunAsync("workers-restart");

        Assert.True(verdict.Report.Counts.WorkedTwice > 0, verdict.ToString());
    }

    [Fact]
    public async Task Process_is_killed_twice_and_every_request_is_answered_once()
    {
        var verdict = await RunAsync("kill");

        // The clients' history, and one of each life of the server.
        Assert.True(verdict.Report.Counts.Files == 4, verdict.ToString());
    }

    [Fact]
    public async Task Process_stands_still_past_its_leases_and_every_request_is_answered_once() => await RunAsync("pause");

    [Fact]
    public async Task Gateways_crash_and_every_request_is_answered_once() => await RunAsync("gateway-crash");

    [Fact]
    public async Task Everything_at_once_and_every_request_is_settled_once() => await RunAsync("everything");

    private static void AssertDid(ChaosVerdict verdict, Episode episode) =>
        Assert.True(verdict.Stats.Episodes.GetValueOrDefault(episode) > 20, verdict.ToString());

    private async Task<ChaosVerdict> RunAsync(string name)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"{name}: seed {seed}");
        var verdict = await ChaosScenarios.Named(name)
            .RunAsync(_folder, Requests, seed, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(verdict.ToString());

        var report = verdict.Report;
        Assert.True(report.IsClean, verdict.ToString());
        Assert.True(report.Counts is { Asked: Requests, Refused: 0, Open: 0, Undecided: 0 }, verdict.ToString());
        return verdict;
    }
}
