using System.Diagnostics.Metrics;

namespace Homing.Bench.Log;

/// <summary>What the log itself says of each write and sync: the rest of an append is handing over.</summary>
internal sealed class CommitTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<double> _seconds = [];
    private long _records;

    public CommitTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "homing.log.sync.duration" or "homing.log.batch.records")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_lock)
            {
                _seconds.Add(seconds);
            }
        });
        _listener.SetMeasurementEventCallback<long>((_, records, _, _) => Interlocked.Add(ref _records, records));
        _listener.Start();
    }

    /// <summary>The median in µs, and how many records shared a sync, since the last call.</summary>
    public (double P50, double Records) Take()
    {
        lock (_lock)
        {
            _seconds.Sort();
            var taken = _seconds.Count == 0
                ? default
                : (_seconds[_seconds.Count / 2] * 1e6, (double)Interlocked.Exchange(ref _records, 0) / _seconds.Count);
            _seconds.Clear();
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();
}
