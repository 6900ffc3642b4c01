using System.Diagnostics.Metrics;

namespace Homing.Log.Embedded;

/// <summary>The instruments of the log.</summary>
internal sealed class LogMetrics : IDisposable
{
    public const string MeterName = "Homing.Log.Embedded";

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _sync;
    private readonly Histogram<long> _batch;
    private Func<long>? _pending;

    public LogMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    public LogMetrics()
        : this(new Meter(MeterName))
    {
    }

    private LogMetrics(Meter meter)
    {
        _meter = meter;
        _records = meter.CreateCounter<long>("homing.log.appended.records", "{record}", "Records made durable.");
        _bytes = meter.CreateCounter<long>("homing.log.appended.size", "By", "Bytes made durable, framing included.");
        _failed = meter.CreateCounter<long>("homing.log.append.failures", "{record}", "Records that were refused.");
        _failed.Add(0);
        _sync = meter.CreateHistogram(
            "homing.log.sync.duration", "s", "Time to write and sync one batch.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries =
                    [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
            });
        _batch = meter.CreateHistogram(
            "homing.log.batch.records", "{record}", "Records that shared one sync.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 1000] });
        meter.CreateObservableUpDownCounter(
            "homing.log.pending.size", () => _pending?.Invoke() ?? 0, "By", "Bytes that wait for the disk.");
    }

    public bool TimesSyncs => _sync.Enabled;

    public void WatchPending(Func<long> pending) => _pending = pending;

    /// <summary>Shows how full the disk of the log is.</summary>
    public void WatchDisk(string folder)
    {
        var disk = new DriveInfo(folder);
        _meter.CreateObservableGauge(
            "homing.log.disk.free", () => Read(() => disk.AvailableFreeSpace), "By", "What may still be written to the disk of the log.");
        _meter.CreateObservableGauge(
            "homing.log.disk.size", () => Read(() => disk.TotalSize), "By", "How large the disk of the log is.");

        // A disk that cannot be asked has no value; the other metrics are told all the same.
        static IEnumerable<Measurement<long>> Read(Func<long> bytes)
        {
            try
            {
                return [new Measurement<long>(bytes())];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    public void Committed(int records, long bytes, TimeSpan duration)
    {
        _records.Add(records);
        _bytes.Add(bytes);
        _batch.Record(records);
        _sync.Record(duration.TotalSeconds);
    }

    public void Failed(int records) => _failed.Add(records);

    public void Dispose() => _meter.Dispose();
}
