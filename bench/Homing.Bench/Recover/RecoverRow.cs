using Homing.Bench.Support;

namespace Homing.Bench.Recover;

/// <summary>One fault: medians over the rounds, the worst wait of all, and the rounds. Times in seconds.</summary>
internal sealed record RecoverRow(
    string Fault,
    double Took,
    double Usual,
    double Half,
    double Nearly,
    double Everybody,
    double LongestWait,
    double WorstWait,
    IReadOnlyList<RecoverRound> Rounds)
{
    public static RecoverRow From(IGrouping<string, RecoverRound> rounds) => new(
        rounds.Key,
        Median.Of(rounds, round => round.Took),
        Median.Of(rounds, round => round.Usual),
        Median.Of(rounds, round => round.Half),
        Median.Of(rounds, round => round.Nearly),
        Median.Of(rounds, round => round.Everybody),
        Median.Of(rounds, round => round.LongestWait),
        rounds.Max(round => round.LongestWait),
        [.. rounds]);
}
