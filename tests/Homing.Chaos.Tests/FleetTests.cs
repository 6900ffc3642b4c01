using Homing.Chaos.Fleets;

namespace Homing.Chaos.Tests;

/// <summary>
/// Real sockets, a process for every gateway and worker, Redis, and brokers that speak Kafka's protocol. The histories of
/// all processes are judged together: what is accepted is settled, what is delivered is delivered once and to its own client.
/// </summary>
[Collection(nameof(FleetTests))]
public sealed class FleetTests : IDisposable
{
    private const int Requests = 4_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("homing-fleet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Gateways_are_killed_and_every_request_is_answered_once() => await RunAsync("fleet-kill-gateways", 1);

    [Fact]
    public async Task Workers_are_killed_and_every_request_is_answered_once() => await RunAsync("fleet-kill-workers", 2);

    [Fact]
    public async Task Gateway_that_stood_still_past_its_lease_delivers_nothing_under_it() => await RunAsync("fleet-pause-gateway", 3);

    [Fact]
    public async Task Redis_is_lost_and_nobody_loses_an_id_and_no_id_is_given_twice() => await RunAsync("fleet-lose-redis", 4);

    [Fact]
    public async Task Brokers_are_slow_refuse_and_go_away_and_every_request_is_answered_once() => await RunAsync("fleet-brokers", 5);

    [Fact]
    public async Task Workers_answer_twice_and_applications_get_every_answer_once() => await RunAsync("fleet-answers-twice", 6);

    [Fact]
    public async Task Gateway_is_gone_for_good_and_what_waited_there_is_taken_over() => await RunAsync("fleet-lose-gateway", 7);

    [Fact]
    public async Task Gateways_come_and_go_and_every_request_is_answered_once() => await RunAsync("fleet-scale", 8);

    [Fact]
    public async Task Everything_is_restarted_one_after_the_other_and_no_request_fails() => await RunAsync("fleet-rolling-restart", 9);

    private async Task RunAsync(string name, int seed)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server"))),
            "redis-server is not on the PATH");
        var verdict = await FleetScenarios.Named(name)
            .RunAsync(_folder, Requests, seed, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(verdict.ToString());

        var counts = verdict.Report.Counts;
        Assert.True(verdict.Report.IsClean, verdict.ToString());
        Assert.True(counts is { Refused: 0, Open: 0, Undecided: 0 } && counts.Delivered == counts.Asked, verdict.ToString());
        Assert.True(verdict.Inflicted.Count == FleetScenarios.Named(name).Faults.Count, verdict.ToString());
    }
}
