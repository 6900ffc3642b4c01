using System.Text.Json;
using Homing.Log;
using Homing.Parking.Availability;
using Homing.Parking.Feed;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Tests.Feed;

public sealed class ReadingsReplayTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_gives_every_lot_its_newest_reading_and_then_goes_on_at_its_pace()
    {
        var time = new FakeTimeProvider(RealData.Noon);
        await using var log = new InMemoryLog(time);
        var tape = new ReplayTape(RealData.Readings.Readings);
        var start = tape.FindStart(RealData.Noon);
        using var replay = NewReplay(log, time, 60);

        await replay.StartAsync(Cancelled);
        var records = await ReadAsync(log, tape.Before(start).Readings.Count + tape[start].Readings.Count);

        Assert.All(records, record => Assert.Equal(RealData.Noon, record.ObservedAt));
        Assert.Equal(tape.Before(start).Readings.Count, records.Take(tape.Before(start).Readings.Count)
            .Select(record => record.LotId).Distinct().Count());
        await WaitForTimerAsync(time);
        var (next, gap) = tape.After(start);
        time.Advance(gap / 60);
        records = await ReadAsync(log, records.Count + tape[next].Readings.Count);
        Assert.Equal(RealData.Noon + (gap / 60), records[^1].ObservedAt!.Value, TimeSpan.FromMilliseconds(1));
        await replay.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Append_that_fails_for_a_while_is_made_again()
    {
        var time = new FakeTimeProvider(RealData.Noon);
        var failures = 3;
        await using var log = new InMemoryLog(time)
        {
            FailAppend = _ => Interlocked.Decrement(ref failures) >= 0 ? new LogException(LogError.Full, "full") : null,
        };
        using var replay = NewReplay(log, time, 60);

        await replay.StartAsync(Cancelled);
        await WaitForTimerAsync(time);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEmpty(await ReadAsync(log, 253));
        await replay.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Speed_of_0_replays_nothing()
    {
        var time = new FakeTimeProvider();
        await using var log = new InMemoryLog(time);
        using var replay = NewReplay(log, time, 0);

        await replay.StartAsync(Cancelled);
        await replay.ExecuteTask!;

        Assert.Null(await log.DescribeTopicAsync(AvailabilityMessage.Topic, Cancelled));
    }

    private static ReadingsReplay NewReplay(InMemoryLog log, TimeProvider time, double speed) => new(
        log,
        RealData.Live(),
        Options.Create(new ParkingOptions { ReplaySpeed = speed }),
        time,
        NullLogger<ReadingsReplay>.Instance);

    private static async Task<List<AvailabilityMessage>> ReadAsync(InMemoryLog log, int count)
    {
        await log.EnsureTopicAsync(AvailabilityReader.Topic, Cancelled);
        await using var reader = log.OpenReader(AvailabilityMessage.Topic, StartAt.Beginning);
        var records = new List<AvailabilityMessage>();
        while (records.Count < count)
        {
            var batch = await reader.ReadAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
            foreach (var record in batch.Records.ToArray())
            {
                records.Add(JsonSerializer.Deserialize(record.Value!.Value.Span, ParkingJson.Default.AvailabilityMessage)!);
            }
        }

        return records;
    }

    private static async Task WaitForTimerAsync(FakeTimeProvider time)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (time.ActiveTimers == 0)
        {
            Assert.False(deadline.IsCancellationRequested, "the replay set no timer");
            await Task.Yield();
        }
    }
}
