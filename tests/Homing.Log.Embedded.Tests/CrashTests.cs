using System.Globalization;
using System.Text;

namespace Homing.Log.Embedded.Tests;

[Collection(ProcessTests.Name)]
public sealed class CrashTests
{
    private const int Kills = 200;

    // Most of a round is the start of a process: two at a time, each with a folder of its own.
    private const int Lanes = 2;

    [Fact]
    public async Task Kill_at_any_moment_loses_nothing_acknowledged_and_repeats_nothing()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunLaneAsync(seed, lane)));
    }

    private static async Task RunLaneAsync(int seed, int lane)
    {
        var random = new Random(seed + lane);
        using var folder = new LogFolder();
        var acknowledged = new Dictionary<(int Partition, long Offset), string>();
        for (var round = 0; round < Kills / Lanes; round++)
        {
            await RunAndKillAsync(folder.Path, round, random.Next(1, 400), acknowledged);
        }

        await using var log = await folder.OpenAsync();
        var found = await ReadAsync(log, seed);
        foreach (var (position, value) in acknowledged)
        {
            Assert.True(found.TryGetValue(position, out var kept) && kept == value, $"seed {seed}: lost {value}");
        }

        Assert.True(acknowledged.Count > Kills, $"seed {seed}: only {acknowledged.Count} acknowledged");
    }

    private static async Task<Dictionary<(int Partition, long Offset), string>> ReadAsync(EmbeddedLog log, int seed)
    {
        var found = new Dictionary<(int, long), string>();
        var values = new HashSet<string>();
        var last = new Dictionary<(int, string), int>();
        var left = (await log.DescribeTopicAsync("t", LogText.Soon))!.Partitions.Sum(range => range.End);
        await using var reader = log.OpenReader("t", StartAt.Beginning);
        while (left > 0)
        {
            var batch = await reader.ReadAsync(LogText.Soon);
            left -= batch.Records.Length;
            for (var i = 0; i < batch.Records.Length; i++)
            {
                var record = batch.Records.Span[i];
                var value = Encoding.UTF8.GetString(record.Value!.Value.Span).TrimEnd();
                found[(batch.Partition, record.Offset)] = value;
                Assert.True(values.Add(value), $"seed {seed}: {value} is there twice");
                var cut = value.LastIndexOf('-');
                var number = int.Parse(value[(cut + 1)..], CultureInfo.InvariantCulture);
                Assert.Equal(last.GetValueOrDefault((batch.Partition, value[..cut]), -1) + 1, number);
                last[(batch.Partition, value[..cut])] = number;
            }
        }

        return found;
    }

    private static async Task RunAndKillAsync(
        string folder, int round, int lines, Dictionary<(int, long), string> acknowledged)
    {
        using var process = CrashProbe.Start(folder, $"r{round}");
        var killed = false;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // A line that the kill cut short says nothing.
            if (line.Split(' ') is [var partition, var offset, { Length: > 0 } value] && !killed)
            {
                acknowledged[(int.Parse(partition, null), long.Parse(offset, null))] = value;
            }

            if (--lines == 0)
            {
                process.Kill();
                killed = true;
            }
        }

        await process.WaitForExitAsync();
        Assert.True(killed, $"round {round} ended by itself with {process.ExitCode}");
    }
}
