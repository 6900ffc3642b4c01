using Homing.Bench.RoundTrip;
using Homing.Bench.Support;

namespace Homing.Bench.Scale;

/// <summary>One make-up of the system: medians over the rounds, and the rounds.</summary>
/// <param name="Log">Which log.</param>
/// <param name="Gateways">Processes.</param>
/// <param name="Workers">Processes.</param>
/// <param name="ClosedPerSecond">One request in flight on each connection.</param>
/// <param name="ClosedP50">In ms.</param>
/// <param name="ClosedP99">In ms.</param>
/// <param name="OpenPerSecond">Half of that.</param>
/// <param name="OpenP50">In ms, from when the request was due.</param>
/// <param name="OpenP99">The same.</param>
/// <param name="Unanswered">Of all rounds; must be 0.</param>
/// <param name="Cost">Processor time of one request, in ms, by role.</param>
/// <param name="LoadCost">The same of the load generator.</param>
/// <param name="Idle">Processor time of a second without load, in ms, by role.</param>
/// <param name="Rounds">As they were measured.</param>
internal sealed record ScaleRow(
    string Log,
    int Gateways,
    int Workers,
    double ClosedPerSecond,
    double ClosedP50,
    double ClosedP99,
    double OpenPerSecond,
    double OpenP50,
    double OpenP99,
    long Unanswered,
    RoleTimes Cost,
    double LoadCost,
    RoleTimes Idle,
    IReadOnlyList<LoadPair> Rounds)
{
    public static ScaleRow From(
        string log, int gateways, int workers, List<LoadPair> rounds, List<RoleTimes> costs, RoleTimes idle) => new(
        log,
        gateways,
        workers,
        Median.Of(rounds, round => round.Closed.PerSecond),
        Median.Of(rounds, round => round.Closed.P50),
        Median.Of(rounds, round => round.Closed.P99),
        Median.Of(rounds, round => round.Open.PerSecond),
        Median.Of(rounds, round => round.Open.P50),
        Median.Of(rounds, round => round.Open.P99),
        rounds.Sum(round => round.Closed.Unanswered + round.Open.Unanswered),
        new RoleTimes(
            Median.Of(costs, cost => cost.Gateways),
            Median.Of(costs, cost => cost.Workers),
            Median.Of(costs, cost => cost.Brokers),
            Median.Of(costs, cost => cost.Redis)),
        Median.Of(rounds, round => round.Processor * 1000 / round.Total),
        idle,
        rounds);
}
