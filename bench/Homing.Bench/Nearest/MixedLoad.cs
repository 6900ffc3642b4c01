using System.Diagnostics;
using Homing.Parking.Search;

namespace Homing.Bench.Nearest;

/// <summary>One thread asks as fast as it can while another changes free places at a steady rate.</summary>
internal static class MixedLoad
{
    private const int UpdatesPerSecond = 100_000;
    private const int UpdatesPerBurst = 100;
    private const int Wanted = 10;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task<MixedFigures> RunAsync(
        PointIndex index, IndexedPoint[] points, UnitVector[] queries, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(Duration);
        var updating = Task.Factory.StartNew(
            () => Update(index, points, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var asking = Task.Factory.StartNew(
            () => Ask(index, queries, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var times = await asking;
        var updates = await updating;
        Array.Sort(times);
        return new MixedFigures(
            Math.Round(times.Length / Duration.TotalSeconds),
            Math.Round(updates / Duration.TotalSeconds),
            Microseconds(times[times.Length / 2]),
            Microseconds(times[(int)(times.Length * 0.99)]));
    }

    private static long Update(PointIndex index, IndexedPoint[] points, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var started = Stopwatch.GetTimestamp();
        var updates = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (updates > Stopwatch.GetElapsedTime(started).TotalSeconds * UpdatesPerSecond)
            {
                Thread.Yield();
                continue;
            }

            for (var burst = 0; burst < UpdatesPerBurst; burst++)
            {
                var point = random.Next(points.Length);
                index.Update(point, points[point].Attributes, random.Next(0, 300));
            }

            updates += UpdatesPerBurst;
        }

        return updates;
    }

    private static long[] Ask(PointIndex index, UnitVector[] queries, CancellationToken cancellationToken)
    {
        Span<Neighbour> found = stackalloc Neighbour[Wanted];
        var times = new List<long>(4_000_000);
        for (var query = 0; !cancellationToken.IsCancellationRequested; query = (query + 1) % queries.Length)
        {
            var started = Stopwatch.GetTimestamp();
            index.Nearest(
                queries[query], double.PositiveInfinity, new NearestFilter { MinFree = 10 }, default(AcceptAll), found);
            times.Add(Stopwatch.GetTimestamp() - started);
        }

        return [.. times];
    }

    private static double Microseconds(long ticks) => Math.Round(ticks * 1e6 / Stopwatch.Frequency, 2);
}
