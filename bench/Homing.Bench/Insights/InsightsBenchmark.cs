using System.Diagnostics;
using System.Globalization;
using System.Text;
using Homing.Bench.Support;
using Homing.Deliveries;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Log;

namespace Homing.Bench.Insights;

/// <summary>
/// What the insights cost: reading and folding a record, what is kept, and a question about it. Once as a town has it, and
/// once with every bound reached.
/// </summary>
internal static class InsightsBenchmark
{
    private const int Positions = 3_000_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var limits = InsightLimits.Of(new DeliveryOptions());
        var rows = new[]
        {
            // 1,000 routes of a few hundred metres, rides of 300 positions, a day.
            Measure("a town's day", limits, routes: 1_000, ridePositions: 300, TimeSpan.FromDays(1), spreadDeg: 0.2),

            // Over a whole country, for a month, and a ride ends after 10 positions: more cells and rides than are kept.
            Measure("every bound reached", limits, routes: 100_000, ridePositions: 10, TimeSpan.FromDays(30), spreadDeg: 8),
        };
        var report = new InsightsReport(conditions.Ended(), rows);
        report.Print(Console.Out);
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static InsightsRow Measure(
        string name, InsightLimits limits, int routes, int ridePositions, TimeSpan time, double spreadDeg)
    {
        var told = new Told(routes, ridePositions, spreadDeg, time / Positions);
        told.Warm(limits);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var insights = new RideInsights(limits);
        var elapsed = TimeSpan.Zero;
        var allocated = 0L;
        var batch = new LogRecord[1_000];
        for (var number = 0; number < Positions; number += batch.Length)
        {
            told.Fill(batch, number);
            allocated -= GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            Told.Fold(insights, batch);
            elapsed += Stopwatch.GetElapsedTime(started);
            allocated += GC.GetAllocatedBytesForCurrentThread();
        }

        Array.Clear(batch);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var all = insights.AddUp(Start.AddDays(-1), Start + time, null, int.MaxValue);
        return new InsightsRow
        {
            Case = name,
            Positions = Positions,
            PositionsPerSecond = Math.Round(Positions / elapsed.TotalSeconds),
            AllocatedBytesPerPosition = Math.Round(allocated / (double)Positions, 1),
            Hours = all.Hours.Count,
            Cells = all.Hours.Sum(hour => (long)insights.AddUp(hour.Hour, hour.Hour.AddHours(1), null, int.MaxValue).Heat.Cells.Count),
            Rides = insights.Rides(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 1).Total,
            HeldMb = Math.Round(held / 1e6, 1),
            AddUpAllMs = Time(() => insights.AddUp(Start.AddDays(-1), Start + time, null, 2_000)),
            AddUpDayMs = Time(() => insights.AddUp(Start + time - TimeSpan.FromDays(1), Start + time, null, 2_000)),
            ListRidesMs = Time(() => insights.Rides(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 200)),
        };
    }

    private static double Time(Func<object> ask)
    {
        var times = new double[5];
        for (var round = 0; round < times.Length; round++)
        {
            var started = Stopwatch.GetTimestamp();
            GC.KeepAlive(ask());
            times[round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return Math.Round(times.Order().ElementAt(times.Length / 2), 1);
    }

    /// <summary>Records as the simulator appends them: routes take turns, each goes on from where it was.</summary>
    private sealed class Told(int routes, int ridePositions, double spreadDeg, TimeSpan pace)
    {
        public void Fill(LogRecord[] batch, int first)
        {
            for (var index = 0; index < batch.Length; index++)
            {
                batch[index] = Record(first + index);
            }
        }

        /// <summary>Lets the compiler see the loop before it is timed.</summary>
        public void Warm(InsightLimits limits)
        {
            var batch = new LogRecord[50_000];
            Fill(batch, 0);
            Fold(new RideInsights(limits), batch);
        }

        public static void Fold(RideInsights insights, LogRecord[] batch)
        {
            foreach (ref readonly var record in batch.AsSpan())
            {
                if (!PositionRecord.TryRead(record, out var position, out var reason))
                {
                    throw new InvalidOperationException(reason);
                }

                insights.Take(new LogPosition(0, record.Offset), position);
            }
        }

        private LogRecord Record(int number)
        {
            var (route, turn) = (number % routes, number / routes);
            var (ride, within) = (turn / ridePositions, turn % ridePositions);
            var lat = 40 + (spreadDeg * (route * 7919L % routes) / routes) + (within * 0.00006);
            var lng = 29 + (spreadDeg * (route * 104_729L % routes) / routes);
            var value = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"routeId":"{{route}}","clientId":"client","position":[{{lng:0.######}},{{lat:0.######}}],"finished":{{(within == ridePositions - 1 ? "true" : "false")}}}""");
            return new LogRecord
            {
                Offset = number,
                Timestamp = Start + (pace * number),
                Key = Encoding.UTF8.GetBytes($"{route}"),
                Value = Encoding.UTF8.GetBytes(value),
                Headers = new LogHeaders(
                [
                    new(PositionMessage.RideHeader, Encoding.UTF8.GetBytes($"0-{((long)ride * routes) + route}")),
                    new(PositionMessage.NumberHeader, Encoding.UTF8.GetBytes($"{within}")),
                ]),
            };
        }
    }
}
