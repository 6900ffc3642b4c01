using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Log.Embedded.Tests;

public sealed class CrashTests
{
    private const int Kills = 200;

    [Fact]
    public async Task Kill_at_any_moment_loses_nothing_acknowledged_and_repeats_nothing()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("homing-crash-");
        var acknowledged = new Dictionary<(int Partition, long Offset), string>();
        for (var round = 0; round < Kills; round++)
        {
            await RunAndKillAsync(folder.FullName, round, random.Next(1, 400), acknowledged);
        }

        var found = new Dictionary<(int, long), string>();
        var values = new HashSet<string>();
        var last = new Dictionary<(int, string), int>();
        await using var log = await EmbeddedLog.OpenAsync(
            new EmbeddedLogOptions { Directory = folder.FullName }, TimeProvider.System, NullLogger.Instance);
        var left = (await log.DescribeTopicAsync("t", TestContext.Current.CancellationToken))!.Partitions.Sum(range => range.End);
        await using var reader = log.OpenReader("t", StartAt.Beginning);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (left > 0)
        {
            var batch = await reader.ReadAsync(deadline.Token);
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

        foreach (var (position, value) in acknowledged)
        {
            Assert.True(found.TryGetValue(position, out var kept) && kept == value, $"seed {seed}: lost {value}");
        }

        TestContext.Current.SendDiagnosticMessage($"seed {seed}: {acknowledged.Count} acknowledged, {found.Count} found");
        Assert.True(acknowledged.Count > Kills, $"seed {seed}: only {acknowledged.Count} acknowledged");
        await log.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task RunAndKillAsync(
        string folder, int round, int lines, Dictionary<(int, long), string> acknowledged)
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "Homing.Log.Embedded.CrashProbe.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [probe, folder, $"r{round}"])
        {
            RedirectStandardOutput = true,
        })!;
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
