using System.Diagnostics;
using System.Globalization;
using System.Text;
using Homing.Bench.Support;
using Homing.Deliveries;
using Homing.Deliveries.History;
using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Log.Embedded;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Bench.Track;

/// <summary>How long the track of a ride takes to read out of the log, by how much other rides have told in its partition meanwhile.</summary>
internal static class TrackBenchmark
{
    private const int AtOnce = 4_096;
    private const int Rounds = 3;

    // Past it the answer is 503.
    private const double Patience = 10;

    private static readonly int Partitions = new DeliveryOptions().Partitions;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var minutes = arguments.Number("minutes", 10);
        var rows = new List<TrackRow>();
        foreach (var rides in arguments.Numbers("rides", 100, 1_000, 4_000))
        {
            rows.Add(await MeasureAsync(rides, minutes));
        }

        var report = new TrackReport(conditions.Ended(), rows);
        report.Print(Console.Out);
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<TrackRow> MeasureAsync(int rides, int minutes)
    {
        using var folder = new ScratchFolder();
        await using var log = await EmbeddedLog.OpenAsync(
            new EmbeddedLogOptions { Directory = folder.Path }, TimeProvider.System, NullLogger.Instance);
        await log.EnsureTopicAsync(new TopicOptions { Name = DeliveryTopics.NewPosition, Partitions = 1 });
        var beside = rides / Partitions;
        var positions = minutes * 120;
        var first = await FillAsync(log, beside, positions);
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<DeliveryMetrics>().BuildServiceProvider();

        // A clock that stands still: here nobody gives up.
        using var reader = new TrackReader(
            log, services.GetRequiredService<DeliveryMetrics>(), new FakeTimeProvider(), NullLogger<TrackReader>.Instance);
        var ride = new TrackedRide("r0", "0-0", "0-0", "client", first, DateTimeOffset.UnixEpoch, null);
        var seconds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var track = await reader.ReadAsync(ride, CancellationToken.None);
            seconds[round] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (track.Count != positions)
            {
                throw new InvalidOperationException($"The track has {track.Count} positions, not {positions}.");
            }
        }

        var (records, median) = ((long)positions * (beside + 1), seconds.Order().ElementAt(Rounds / 2));
        return new TrackRow(
            rides, minutes, records, Math.Round(median, 3), Math.Round(records / median), Math.Round(records / median * Patience / positions * Partitions));
    }

    // The rides take turns, as those of a simulator do; the one that is asked for is the first.
    private static async Task<LogPosition> FillAsync(EmbeddedLog log, int beside, int positions)
    {
        var first = default(LogPosition?);
        var appended = new List<Task<LogPosition>>(AtOnce);
        for (var number = 0; number < positions; number++)
        {
            for (var ride = 0; ride <= beside; ride++)
            {
                appended.Add(log.AppendAsync(DeliveryTopics.NewPosition, Entry(ride, number)).AsTask());
                if (appended.Count == AtOnce)
                {
                    await DoneAsync();
                }
            }
        }

        await DoneAsync();
        return first!.Value;

        async Task DoneAsync()
        {
            var places = await Task.WhenAll(appended);
            first ??= places[0];
            appended.Clear();
        }
    }

    private static LogEntry Entry(int ride, int number)
    {
        var lng = ((number * 0.00007) - 47.9).ToString("0.#######", CultureInfo.InvariantCulture);
        return new LogEntry(
            Encoding.UTF8.GetBytes($"r{ride}"),
            Encoding.UTF8.GetBytes($$"""{"routeId":"r{{ride}}","clientId":"client","position":[{{lng}},-15.8259412],"finished":false}"""),
            new LogHeaders(
            [
                new(PositionMessage.RideHeader, Encoding.UTF8.GetBytes($"0-{ride}")),
                new(PositionMessage.NumberHeader, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))),
            ]));
    }
}
