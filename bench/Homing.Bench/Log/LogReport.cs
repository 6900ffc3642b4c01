using Homing.Bench.Support;

namespace Homing.Bench.Log;

/// <summary>Medians over the rounds; times in µs, rates in records a second.</summary>
/// <param name="InFlight">Appends at a time; for the disk alone, records in one write.</param>
/// <param name="Partitions">Of the topic.</param>
/// <param name="RawP50">One write and sync of the disk alone.</param>
/// <param name="P50">One append.</param>
/// <param name="P99">One append.</param>
/// <param name="CommitP50">One write and sync of the log: what an append takes more is handing over.</param>
/// <param name="Shared">Records that shared a sync.</param>
/// <param name="RawPerSecond">The disk alone.</param>
/// <param name="PerSecond">The log.</param>
/// <param name="TimesSlower">The rate of the disk over that of the log, by pairs of rounds.</param>
/// <param name="TimesSlowerAlike">The same for writes of as many records as shared a sync of the log.</param>
internal sealed record LogRow(
    int InFlight, int Partitions, double RawP50, double P50, double P99, double CommitP50, double Shared,
    double RawPerSecond, double PerSecond, double TimesSlower, double TimesSlowerAlike);

/// <summary>All figures of one run.</summary>
/// <param name="Conditions">Where and when.</param>
/// <param name="Rows">By partitions and appends in flight.</param>
/// <param name="ReadsPerSecond">Records read from the beginning, from the page cache.</param>
/// <param name="IdleShare">Processor time of the process while the log has nothing to do, as a share of one core.</param>
/// <param name="BytesAnAppend">Memory allocated for one append, one at a time.</param>
internal sealed record LogReport(
    Conditions Conditions, IReadOnlyList<LogRow> Rows, double ReadsPerSecond, double IdleShare,
    double BytesAnAppend);
