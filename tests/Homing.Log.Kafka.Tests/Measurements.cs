using System.Diagnostics;
using System.Globalization;

namespace Homing.Log.Kafka.Tests;

/// <summary>
/// Figures for docs/decisions/0010, not tests: they run only when asked for (<c>--explicit only</c>), and the brokers share
/// the processors with what is measured.
/// </summary>
public sealed class Measurements : ClusterTest
{
    protected override KafkaLogOptions Options
    {
        get
        {
            var options = TestOptions.For(Cluster);
            var linger = Environment.GetEnvironmentVariable("LINGER_MS") ?? "1";
            options.Linger = TimeSpan.FromMilliseconds(double.Parse(linger, CultureInfo.InvariantCulture));
            return options;
        }
    }

    [Theory(Explicit = true)]
    [InlineData(1, 2_000)]
    [InlineData(64, 100_000)]
    [InlineData(1000, 300_000)]
    public async Task Appends(int inFlight, int count)
    {
        await RunAsync(inFlight, count / 10);
        var begun = Stopwatch.GetTimestamp();
        var times = (await RunAsync(inFlight, count)).Order().ToArray();
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{inFlight} in flight: {times.Length / seconds:0} appends/s, p50 {times[times.Length / 2]:0.00} ms, p99 {times[times.Length * 99 / 100]:0.00} ms");
    }

    [Fact(Explicit = true)]
    public async Task Reads()
    {
        // The cluster keeps 5 MB a partition: what is read is read again and again from the beginning.
        var value = new string('x', 1000);
        await Task.WhenAll(Enumerable.Range(0, 12_000).Select(i => AppendAsync("k" + i, value).AsTask()));
        var kept = (await Log.DescribeTopicAsync("t", Soon))!.Partitions.Sum(range => range.End - range.Start);
        var (records, begun) = (0L, Stopwatch.GetTimestamp());
        for (var round = 0; round < 20; round++)
        {
            await using var reader = Log.OpenReader("t", StartAt.Beginning);
            for (var read = 0; read < kept;)
            {
                var length = (await reader.ReadAsync(Soon)).Records.Length;
                (read, records) = (read + length, records + length);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{records / seconds:0} records/s of 1,000 bytes, {records * 1000 / seconds / 1e6:0.0} MB/s, with 20 openings");
    }

    [Fact(Explicit = true)]
    public async Task Lookups()
    {
        var positions = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => AppendAsync("k" + i, "v").AsTask()));
        await Log.ReadAtAsync("t", positions[0], Text, Soon);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            await Log.ReadAtAsync("t", positions[i * 97], Text, Soon);
        }

        var one = Stopwatch.GetElapsedTime(begun).TotalMilliseconds / 100;
        begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(positions.Select(position => Log.ReadAtAsync("t", position, Text, Soon).AsTask()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"one look-up after another: {one:0.0} ms each; 10,000 at once: {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms in all");
    }

    private async Task<double[]> RunAsync(int inFlight, int count)
    {
        var value = new byte[300];
        var times = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(async () =>
        {
            var mine = new double[count / inFlight];
            var key = BitConverter.GetBytes(worker);
            for (var i = 0; i < mine.Length; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                await Log.AppendAsync("t", new LogEntry(key, value));
                mine[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }

            return mine;
        })));
        return [.. times.SelectMany(mine => mine)];
    }
}
