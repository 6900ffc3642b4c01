using Homing.Bench.Support;
using Homing.Chaos;
using Homing.HistoryChecker;

namespace Homing.Bench.Chaos;

/// <summary>How one scenario went; times in milliseconds, from asked to delivered.</summary>
internal sealed record ChaosRow(
    string Scenario,
    double Seconds,
    double PerSecond,
    CheckCounts Counts,
    IReadOnlyDictionary<FaultKind, long> Faults,
    double P50,
    double P99,
    double Max,
    IReadOnlyDictionary<Episode, int> Episodes,
    IReadOnlyDictionary<int, int> Closes,
    IReadOnlyList<InflictedFault> Inflicted)
{
    public static ChaosRow Of(ChaosVerdict verdict) => new(
        verdict.Scenario,
        verdict.Duration.TotalSeconds,
        verdict.Report.Counts.Asked / verdict.Duration.TotalSeconds,
        verdict.Report.Counts,
        Enum.GetValues<FaultKind>().ToDictionary(kind => kind, verdict.Report.Count),
        verdict.Report.Times.P50.TotalMilliseconds,
        verdict.Report.Times.P99.TotalMilliseconds,
        verdict.Report.Times.Max.TotalMilliseconds,
        verdict.Stats.Episodes,
        verdict.Stats.Closes,
        verdict.Inflicted);
}

/// <summary>A run of all scenarios.</summary>
internal sealed record ChaosReport(Conditions Conditions, int Seed, IReadOnlyList<ChaosRow> Rows);
