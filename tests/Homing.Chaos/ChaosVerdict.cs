using System.Globalization;
using System.Text;
using Homing.HistoryChecker;

namespace Homing.Chaos;

/// <summary>How a scenario went.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Duration">How long the clients asked.</param>
/// <param name="Report">What the checker found.</param>
/// <param name="Stats">What the clients met with.</param>
/// <param name="ServerOutput">What the server said: warnings and worse.</param>
public sealed record ChaosVerdict(
    string Scenario, int Seed, TimeSpan Duration, CheckReport Report, ChaosStats Stats, string ServerOutput)
{
    private const int MaxOutput = 12_000;

    /// <summary>The faults that were done, in order.</summary>
    public IReadOnlyList<InflictedFault> Inflicted { get; init; } = [];

    /// <summary>Everything worth knowing where something is wrong.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Scenario}, seed {Seed}, {Duration.TotalSeconds:0.0} s");
        text.AppendLine(CultureInfo.InvariantCulture, $"faults: {string.Join(", ", Report.FaultCounts)}");
        foreach (var fault in Report.Faults.GroupBy(fault => fault.Kind).SelectMany(kind => kind.Take(3)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fault}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{Report.Counts}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Report.Times}");
        text.AppendLine(CultureInfo.InvariantCulture, $"episodes: {string.Join(", ", Stats.Episodes)}; closes: {string.Join(", ", Stats.Closes)}");
        foreach (var fault in Inflicted)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"at {fault.At.TotalSeconds:0.0} s: {fault.Name}; 99 % served again after {Seconds(fault.ServedAgain)}");
        }

        text.AppendLine("the server said: " + ServerOutput[Math.Max(0, ServerOutput.Length - MaxOutput)..]);
        return text.ToString();
    }

    private static string Seconds(TimeSpan? time) =>
        time?.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture) ?? "(the run ended first)";
}

/// <summary>A fault that was done.</summary>
/// <param name="Name">What was done.</param>
/// <param name="At">When, since the clients began.</param>
/// <param name="ServedAgain">
/// How long it took until 99 % of the clients that still asked had been given an answer; null where the run ended first.
/// </param>
public sealed record InflictedFault(string Name, TimeSpan At, TimeSpan? ServedAgain);
