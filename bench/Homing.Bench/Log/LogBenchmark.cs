using System.Diagnostics;
using System.Text.Json;
using Homing.Log;
using Homing.Log.Embedded;
using Homing.Log.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Bench.Log;

/// <summary>The embedded log against what its disk can do, with records of 1 KiB.</summary>
internal static class LogBenchmark
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string? json)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Environment.CurrentDirectory, ".data", "bench-log"));
        folder.Delete(recursive: true);
        folder.Create();
        var rows = new List<Row>
        {
            Raw(folder, "raw write+sync, 1 KiB", 1), Raw(folder, "raw write+sync, 64 KiB", 64),
            Raw(folder, "raw write+sync, 1000 KiB", 1000),
        };
        foreach (var threads in (int[])[1, 4])
        {
            var options = new EmbeddedLogOptions
            {
                Directory = Path.Combine(folder.FullName, "log" + threads),
                CommitThreads = threads,
            };
            await using var log = await EmbeddedLog.OpenAsync(options, TimeProvider.System, NullLogger.Instance);
            foreach (var partitions in (int[])[1, 8])
            {
                var topic = new TopicOptions { Name = "t" + partitions, Partitions = partitions };
                await log.EnsureTopicAsync(topic);
                foreach (var flight in (int[])[1, 64, 1000])
                {
                    rows.Add(await AppendAsync(log, topic.Name, flight, $"{threads} threads, {partitions} partitions"));
                }
            }

            rows.Add(await ReadAsync(log, "t1"));
        }

        foreach (var row in rows)
        {
            var limit = rows[row.InFlight >= 1000 ? 2 : row.InFlight >= 64 ? 1 : 0];
            Console.WriteLine(
                $"{row.Name,-45} {row.PerSecond,12:N0}/s  p50 {row.P50,8:N1} µs  p99 {row.P99,8:N1} µs  " +
                $"{row.PerSecond / limit.PerSecond:P0} of the disk");
        }

        if (json is not null)
        {
            await File.WriteAllBytesAsync(json, JsonSerializer.SerializeToUtf8Bytes(rows));
        }

        folder.Delete(recursive: true);
    }

    private static Row Raw(DirectoryInfo folder, string name, int records)
    {
        var path = Path.Combine(folder.FullName, "raw");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: 1L << 30);
        var bytes = new byte[records << 10];
        var times = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        for (long at = 0; Stopwatch.GetElapsedTime(begun) < Span / 2 && at < 1L << 30; at += bytes.Length)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, bytes, at);
            Disk.SyncData(file);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Row.From(name, records, times, records * times.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static async Task<Row> AppendAsync(EmbeddedLog log, string topic, int flight, string name)
    {
        var times = new List<double>[flight];
        var value = new byte[1 << 10];
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, flight).Select(writer => Task.Run(async () =>
        {
            var own = times[writer] = [];
            while (Stopwatch.GetElapsedTime(begun) < Span / 2)
            {
                var start = Stopwatch.GetTimestamp();
                await log.AppendAsync(topic, new LogEntry(default, value));
                own.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        })));
        var all = times.SelectMany(own => own).ToList();
        return Row.From(
            $"{flight} in flight, {name}", flight, all, all.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static async Task<Row> ReadAsync(EmbeddedLog log, string topic)
    {
        var left = (await log.DescribeTopicAsync(topic))!.Partitions[0].End;
        var total = left;
        await using var reader = log.OpenReader(topic, StartAt.Beginning);
        var begun = Stopwatch.GetTimestamp();
        while (left > 0)
        {
            left -= (await reader.ReadAsync()).Records.Length;
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return Row.From("read from the beginning", 1000, [seconds * 1e6 / total], total / seconds);
    }

    private sealed record Row(string Name, int InFlight, double PerSecond, double P50, double P99)
    {
        public static Row From(string name, int flight, List<double> times, double rate)
        {
            times.Sort();
            return new Row(name, flight, rate, times[times.Count / 2], times[times.Count * 99 / 100]);
        }
    }
}
