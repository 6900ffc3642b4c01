using System.Diagnostics;
using System.Globalization;
using Homing.Bench.Support;
using Homing.Deliveries.Live;
using Homing.Deliveries.Live.Views;
using Homing.Deliveries.Routes;

namespace Homing.Bench.Live;

/// <summary>What it takes to keep views of a map with many rides up to date, on one thread.</summary>
internal static class ViewTimes
{
    // Half of the rides in one town, the others anywhere.
    private static readonly (string Name, string Query)[] Views =
    [
        ("world", "west=-180&south=-80&east=180&north=80&width=1920&height=1080"),
        ("country", "west=26&south=36&east=45&north=42&width=1920&height=1080"),
        ("town", "west=28.6&south=40.8&east=29.4&north=41.2&width=1920&height=1080"),
        ("street", "west=29&south=41&east=29.01&north=41.005&width=1920&height=1080"),
        ("ocean", "west=-150&south=-50&east=-149&north=-49.5&width=1920&height=1080"),
    ];

    public static ViewReport Measure(int rides, int rounds)
    {
        var random = new Random(1);
        var now = TimeProvider.System.GetUtcNow();
        var all = Enumerable.Range(0, rides).Select(number => new LiveRide
        {
            RouteId = number.ToString(CultureInfo.InvariantCulture),
            At = new(0, number),
            Place = number % 2 == 0
                ? new Coordinate(40.8 + (random.NextDouble() * 0.4), 28.6 + (random.NextDouble() * 0.8))
                : new Coordinate((random.NextDouble() * 140) - 60, (random.NextDouble() * 360) - 180),
            BearingDeg = random.NextDouble() * 360,
            SpeedMps = 13.9,
            Finished = false,
            ObservedAt = now,
        }).ToArray();
        var snapshot = MapSnapshot.Of(all, now);
        var packing = MedianOf(rounds, () => MapSnapshot.Of(all, now));
        return new ViewReport(rides, packing, [.. Views.Select(view => Measure(view.Name, MapView.Read(view.Query), all, snapshot, rounds))]);
    }

    private static ViewRow Measure(string name, MapView view, LiveRide[] all, MapSnapshot snapshot, int rounds)
    {
        var thinning = new Thinning();
        var (total, shown) = thinning.Choose(view, snapshot);
        if (total != all.Count(ride => view.Contains(ride.Place)))
        {
            throw new InvalidOperationException($"The index and a scan differ in the view '{name}'.");
        }

        var (found, counted) = (new List<int>(), 0);
        var now = TimeProvider.System.GetUtcNow();
        var bytes = ViewJson.Write(now, total, shown).Length;
        return new ViewRow(
            name,
            total,
            shown.Length,
            bytes,
            MedianOf(rounds, () =>
            {
                found.Clear();
                snapshot.Find(view, found);
            }),
            MedianOf(rounds, () => counted = all.Count(ride => view.Contains(ride.Place))),
            MedianOf(rounds, () => thinning.Choose(view, snapshot)),
            MedianOf(rounds, () => ViewJson.Write(now, total, shown)));
    }

    private static double MedianOf(int rounds, Action action)
    {
        // Compiled, and compiled again, before it counts.
        for (var warmUp = 0; warmUp < 30; warmUp++)
        {
            action();
        }

        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Math.Round(Median.Of(times, time => time), 2);
    }
}

/// <summary>Times in microseconds of one thread: medians.</summary>
/// <param name="Rides">How many there are.</param>
/// <param name="PackUs">Packing all rides for the views of one second.</param>
/// <param name="Views">Each view.</param>
internal sealed record ViewReport(int Rides, double PackUs, IReadOnlyList<ViewRow> Views);

/// <summary>One view; times in microseconds.</summary>
/// <param name="View">Its name.</param>
/// <param name="Total">Rides inside.</param>
/// <param name="Shown">Rides shown.</param>
/// <param name="Bytes">Of the value.</param>
/// <param name="FindUs">Finding those inside, by the index.</param>
/// <param name="ScanUs">Counting those inside, by looking at all.</param>
/// <param name="ChooseUs">Finding and thinning.</param>
/// <param name="WriteUs">Writing the value.</param>
internal sealed record ViewRow(
    string View, int Total, int Shown, int Bytes, double FindUs, double ScanUs, double ChooseUs, double WriteUs);
