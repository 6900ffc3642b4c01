using Homing.Bench.Support;

namespace Homing.Bench.Recover;

/// <summary>One fault: medians over the rounds, the worst wait of all, and the rounds. Times in seconds.</summary>
internal sealed record RecoverRow(
    string Fault,
    double Took,
    double Usual,
    double? Half,
    double? Nearly,
    double? Everybody,
    double LongestWait,
    double WorstWait,
    IReadOnlyList<RecoverRound> Rounds)
{
    public static RecoverRow From(IGrouping<string, RecoverRound> rounds) => new(
        rounds.Key,
        Median.Of(rounds, round => round.Took),
        Median.Of(rounds, round => round.Usual),
        MedianOf(rounds, round => round.Half),
        MedianOf(rounds, round => round.Nearly),
        MedianOf(rounds, round => round.Everybody),
        Median.Of(rounds, round => round.LongestWait),
        rounds.Max(round => round.LongestWait),
        [.. rounds]);

    private static double? MedianOf(IEnumerable<RecoverRound> rounds, Func<RecoverRound, double?> figure) =>
        rounds.All(round => figure(round) is not null) ? Median.Of(rounds, round => figure(round)!.Value) : null;
}
