using System.Diagnostics;
using System.Diagnostics.Metrics;
using Homing.Bench.Support;

namespace Homing.Bench.Rides;

/// <summary>Listens to what the simulator counts of itself.</summary>
internal sealed class RidesMeter : IDisposable
{
    private const long OnTimeNs = 500_000_000;

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly LatencyHistogram _lateness = new();
    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _onTime;
    private long _rides;

    public RidesMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "homing.deliveries.simulator.lateness" or "homing.deliveries.simulator.rides")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Take((long)(seconds * 1e9)));
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _rides, change));
        _listener.Start();
    }

    /// <summary>How long it took from here until so many rides are driven.</summary>
    public async Task<TimeSpan> WhenStartedAsync(int rides)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Interlocked.Read(ref _rides) < rides)
        {
            await timer.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(_begun);
    }

    public async Task<RidesRow> MeasureAsync(int rides, TimeSpan time)
    {
        Clear();
        using var process = Process.GetCurrentProcess();
        var (processor, bytes, begun) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Task.Delay(time, TimeProvider.System);
        lock (_gate)
        {
            process.Refresh();
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var cores = (process.TotalProcessorTime - processor).TotalSeconds / seconds;
            var due = Math.Max(_lateness.Count, rides * 2 * seconds);
            return new RidesRow
            {
                Rides = rides,
                Positions = _lateness.Count,
                PositionsPerSecond = Math.Round(_lateness.Count / seconds),
                OnTime = Math.Round(_onTime / due, 5),
                LateP50Ms = _lateness.Milliseconds(0.5),
                LateP99Ms = _lateness.Milliseconds(0.99),
                LateMaxMs = Math.Round(_lateness.Max / 1e6, 1),
                Cores = Math.Round(cores, 3),
                RidesPerCore = Math.Round(_lateness.Count / seconds / 2 / cores),
                BytesAPosition = Math.Round((GC.GetTotalAllocatedBytes() - bytes) / (double)_lateness.Count, 1),
            };
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(long nanoseconds)
    {
        lock (_gate)
        {
            _lateness.Record(nanoseconds);
            _onTime += nanoseconds <= OnTimeNs ? 1 : 0;
        }
    }

    private void Clear()
    {
        lock (_gate)
        {
            _lateness.Clear();
            _onTime = 0;
        }
    }
}
