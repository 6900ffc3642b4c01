using System.Diagnostics.Metrics;

namespace Homing.Postgres;

/// <summary>Measures the tables that are followed. Meter <c>Homing.Postgres</c>.</summary>
public sealed class PostgresMetrics
{
    private readonly UpDownCounter<long> _following;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the meter.</summary>
    public PostgresMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create("Homing.Postgres");
        _following = meter.CreateUpDownCounter<long>(
            "homing.postgres.following", "{table}", "Tables that are followed over a connection that works, by homing.table.");
        _duration = meter.CreateHistogram(
            "homing.postgres.read.duration",
            "s",
            "Time to read a followed table; homing.outcome is ok or failed.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
    }

    internal void FollowingBegan(string table) => _following.Add(1, Table(table));

    internal void FollowingEnded(string table) => _following.Add(-1, Table(table));

    internal void Read(string table, TimeSpan duration, bool succeeded) => _duration.Record(
        duration.TotalSeconds,
        Table(table),
        new KeyValuePair<string, object?>("homing.outcome", succeeded ? "ok" : "failed"));

    private static KeyValuePair<string, object?> Table(string table) => new("homing.table", table);
}
