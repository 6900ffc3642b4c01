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
        text.AppendLine("the server said: " + ServerOutput[Math.Max(0, ServerOutput.Length - 2000)..]);
        return text.ToString();
    }
}
