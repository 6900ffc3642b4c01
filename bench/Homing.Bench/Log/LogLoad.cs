using System.Diagnostics;
using Homing.Log;
using Homing.Log.Embedded;

namespace Homing.Bench.Log;

/// <summary>Writers that append one record each, again and again.</summary>
internal static class LogLoad
{
    public static async Task<LogRound> AppendAsync(
        EmbeddedLog log, string topic, int flight, int recordBytes, TimeSpan time)
    {
        var value = new byte[recordBytes];
        var begun = Stopwatch.GetTimestamp();
        var writers = await Task.WhenAll(Enumerable.Range(0, flight).Select(_ => Task.Run(async () =>
        {
            var own = new LogRound();
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                var start = Stopwatch.GetTimestamp();
                await log.AppendAsync(topic, new LogEntry(default, value));
                own.Add(Stopwatch.GetElapsedTime(start));
            }

            return own;
        })));
        var spent = Stopwatch.GetElapsedTime(begun);
        var round = new LogRound();
        foreach (var writer in writers)
        {
            round.Add(writer);
        }

        return round.End(round.Count, spent);
    }

    public static async Task<double> BytesAnAppendAsync(EmbeddedLog log, string topic, int recordBytes)
    {
        const int Appends = 5000;
        var value = new byte[recordBytes];
        var before = 0L;
        for (var i = -Appends / 10; i < Appends; i++)
        {
            before = i == 0 ? GC.GetTotalAllocatedBytes(precise: true) : before;
            await log.AppendAsync(topic, new LogEntry(default, value));
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Appends;
    }

    public static async Task<double> ReadPerSecondAsync(EmbeddedLog log, string topic)
    {
        var left = (await log.DescribeTopicAsync(topic))!.Partitions.Sum(range => range.End);
        var total = left;
        await using var reader = log.OpenReader(topic, StartAt.Beginning);
        var begun = Stopwatch.GetTimestamp();
        while (left > 0)
        {
            left -= (await reader.ReadAsync()).Records.Length;
        }

        return total / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
