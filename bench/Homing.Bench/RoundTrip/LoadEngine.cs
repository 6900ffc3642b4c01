using System.Diagnostics;
using Homing.Bench.Support;

namespace Homing.Bench.RoundTrip;

/// <summary>Drives connections on one thread.</summary>
internal sealed class LoadEngine
{
    private const long Patience = 5;
    private readonly LoadConnection[] _connections;
    private readonly LoadFigures _figures = new();
    private readonly int[] _ready = new int[256];
    private readonly int _poll = Native.OpenPoll();
    private long _acknowledgeAt;

    public LoadEngine(LoadConnection[] connections)
    {
        _connections = connections;
        for (var index = 0; index < connections.Length; index++)
        {
            Native.Watch(_poll, connections[index].Descriptor, index);
        }
    }

    /// <summary>All answers ever, those of warm-ups included.</summary>
    public long Total => _figures.Total;

    private long InFlight => _connections.Sum(connection => (long)connection.InFlight + connection.Waiting);

    /// <summary>Each connection has one request in flight and sends the next when the answer is there.</summary>
    public LoadResult RunClosed(double warmUpSeconds, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var countFrom = start + Ticks(warmUpSeconds);
        var end = countFrom + Ticks(seconds);
        var counting = false;
        foreach (var connection in _connections)
        {
            connection.Request(Stopwatch.GetTimestamp());
        }

        long now;
        while ((now = Stopwatch.GetTimestamp()) < end)
        {
            if (!counting && now >= countFrom)
            {
                counting = true;
                _figures.Clear();
                countFrom = now;
            }

            Step(Ticks(0.01), connection =>
            {
                if (connection.InFlight == 0)
                {
                    connection.Request(Stopwatch.GetTimestamp());
                }
            });
        }

        var result = _figures.ToResult(Stopwatch.GetElapsedTime(countFrom, now).TotalSeconds, 0);
        return result with { Unanswered = Drain() };
    }

    /// <summary>Requests are due at a fixed rate, whatever has become of the ones before; latency counts from then.</summary>
    public LoadResult RunOpen(double perSecond, double warmUpSeconds, double seconds)
    {
        var interval = Stopwatch.Frequency / perSecond;
        var start = Stopwatch.GetTimestamp();
        var first = (long)(perSecond * warmUpSeconds);
        var total = first + (long)(perSecond * seconds);
        for (var sent = 0L; sent < total;)
        {
            var now = Stopwatch.GetTimestamp();
            var due = start + (long)(sent * interval);
            if (due > now)
            {
                Step(due - now, null);
                continue;
            }

            if (sent == first)
            {
                // What is still under way from the warm-up must not count.
                Drain();
                _figures.Clear();
                start = Stopwatch.GetTimestamp() - (long)(sent * interval);
                due = start + (long)(sent * interval);
            }

            _connections[sent++ % _connections.Length].Request(due);
        }

        var unanswered = Drain();
        return _figures.ToResult(seconds, unanswered);
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    private long Drain()
    {
        var until = Stopwatch.GetTimestamp() + Ticks(Patience);
        while (InFlight > 0 && Stopwatch.GetTimestamp() < until)
        {
            Step(Ticks(0.001), null);
        }

        return InFlight;
    }

    // Waits that long at most, takes in what is there, and acknowledges what is old enough.
    private void Step(long ticks, Action<LoadConnection>? then)
    {
        var count = Native.Wait(_poll, _ready, ticks * 1_000_000_000L / Stopwatch.Frequency);
        for (var index = 0; index < count; index++)
        {
            var connection = _connections[_ready[index]];
            connection.Receive(_figures);
            then?.Invoke(connection);
        }

        var now = Stopwatch.GetTimestamp();
        if (now >= _acknowledgeAt)
        {
            _acknowledgeAt = now + LoadConnection.AckPause;
            foreach (var connection in _connections)
            {
                connection.Acknowledge();
            }
        }
    }
}
