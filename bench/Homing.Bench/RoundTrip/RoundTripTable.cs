using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>Gathers the rounds and makes medians of them.</summary>
internal sealed class RoundTripTable(IReadOnlyList<int> counts)
{
    private readonly Dictionary<(string System, int Connections), List<LoadPair>> _rounds = [];

    public void Add(string system, int connections, LoadPair pair)
    {
        if (!_rounds.TryGetValue((system, connections), out var rounds))
        {
            _rounds[(system, connections)] = rounds = [];
        }

        rounds.Add(pair);
    }

    public RoundTripReport ToReport(Conditions conditions, string log, string? natsVersion) => new(
        conditions,
        log,
        natsVersion,
        [.. counts.SelectMany(count => _rounds
            .Where(entry => entry.Key.Connections == count)
            .Select(entry => new RoundTripRow(
                entry.Key.System,
                count,
                MedianOf([.. entry.Value.Select(pair => pair.Closed)]),
                MedianOf([.. entry.Value.Select(pair => pair.Open)]),
                entry.Value)))]);

    private static LoadResult MedianOf(IReadOnlyList<LoadResult> rounds) => new(
        Median.Of(rounds, round => round.PerSecond),
        Median.Of(rounds, round => round.P50),
        Median.Of(rounds, round => round.P90),
        Median.Of(rounds, round => round.P99),
        Median.Of(rounds, round => round.P999),
        Median.Of(rounds, round => round.Max),
        Median.Of(rounds, round => round.AcceptedP50),
        rounds.Sum(round => round.Answers),
        rounds.Sum(round => round.Unanswered));
}
