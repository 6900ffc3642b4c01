using System.Diagnostics;
using Homing.Bench.Support;
using Homing.Log;
using Homing.Log.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Bench.Log;

/// <summary>
/// The embedded log against what its disk can do, with records of 1 KiB. Short rounds of one and of the other alternate,
/// and each pair is compared by itself: so what a shared disk does meanwhile cancels.
/// </summary>
internal static class LogBenchmark
{
    private const int RecordBytes = 1 << 10;

    public static async Task<LogReport> RunAsync(BenchArguments arguments)
    {
        var folder = Path.Combine(Environment.CurrentDirectory, ".data", "bench-log");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var rounds = arguments.Number("rounds", 9);
        var time = TimeSpan.FromSeconds(arguments.Real("seconds", 0.4));
        var conditions = Conditions.Now();
        var rows = new List<LogRow>();
        var readsPerSecond = 0.0;
        var raw = new RawDisk(folder);
        var options = new EmbeddedLogOptions { Directory = Path.Combine(folder, "log") };
        options.CommitThreads = arguments.Number("threads", options.CommitThreads);
        options.CommitSpin = TimeSpan.FromMicroseconds(arguments.Real("spin", options.CommitSpin.TotalMicroseconds));
        await using (var log = await EmbeddedLog.OpenAsync(options, TimeProvider.System, NullLogger.Instance))
        {
            await log.EnsureTopicAsync(new TopicOptions { Name = "t1", RetentionBytes = 1L << 30 });
            foreach (var partitions in arguments.Numbers("partitions", 1, 8))
            {
                var topic = new TopicOptions { Name = "t" + partitions, Partitions = partitions, RetentionBytes = 1L << 30 };
                await log.EnsureTopicAsync(topic);
                foreach (var flight in arguments.Numbers("flight", 1, 64, 1000))
                {
                    rows.Add(await CompareAsync(raw, log, topic, flight, rounds, time));
                }

                readsPerSecond = await LogLoad.ReadPerSecondAsync(log, topic.Name);
            }

            var bytes = await LogLoad.BytesAnAppendAsync(log, "t1", RecordBytes);
            var idle = await IdleShareAsync(TimeSpan.FromSeconds(arguments.Real("idle", 3)));
            conditions = conditions.Ended();
            await log.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            return new LogReport(conditions, rows, readsPerSecond, idle, bytes);
        }
    }

    private static async Task<LogRow> CompareAsync(
        RawDisk raw, EmbeddedLog log, TopicOptions topic, int flight, int rounds, TimeSpan time)
    {
        // Once without being counted: code is compiled, the pool grows, a file gets its space.
        await LogLoad.AppendAsync(log, topic.Name, flight, RecordBytes, time);
        var pairs = new List<(LogRound Raw, LogRound Log)>();
        using var commits = new CommitTimes();
        var inside = new List<(double P50, double Records)>();
        var alike = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            var disk = raw.Run(flight, RecordBytes, time);
            var own = await LogLoad.AppendAsync(log, topic.Name, flight, RecordBytes, time);
            inside.Add(commits.Take());
            alike.Add(raw.Run((int)Math.Round(inside[^1].Records), RecordBytes, time / 2).PerSecond / own.PerSecond);
            pairs.Add((disk, own));
        }

        return new LogRow(
            flight, topic.Partitions,
            Median(pairs, pair => pair.Raw.P50), Median(pairs, pair => pair.Log.P50), Median(pairs, pair => pair.Log.P99),
            Median(inside, commit => commit.P50), Median(inside, commit => commit.Records),
            Median(pairs, pair => pair.Raw.PerSecond), Median(pairs, pair => pair.Log.PerSecond),
            Median(pairs, pair => pair.Raw.PerSecond / pair.Log.PerSecond), Median(alike, ratio => ratio));
    }

    private static async Task<double> IdleShareAsync(TimeSpan time)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(time, TimeProvider.System);
        process.Refresh();
        return (process.TotalProcessorTime - before) / time;
    }

    private static double Median<T>(List<T> items, Func<T, double> pick)
    {
        var values = items.Select(pick).Order().ToList();
        return values[values.Count / 2];
    }
}
