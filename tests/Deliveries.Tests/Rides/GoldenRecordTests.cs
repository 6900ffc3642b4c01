using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Deliveries.Tests.Rides;

/// <summary>Records that version 1 and others wrote are read for ever, also where a later version has added to them.</summary>
public sealed class GoldenRecordTests
{
    public static TheoryData<bool> AsOfLater => [false, true];

    [Theory]
    [MemberData(nameof(AsOfLater))]
    public void Direction_is_read(bool asOfLater)
    {
        var record = Assert.Single(Records(DeliveryTopics.NewDirection, asOfLater));

        Assert.True(DirectionRecord.TryRead(2, record, out var direction, out var reason), reason);
        Assert.Equal(new DirectionRecord("1", "1", new RideId(2, 5), IsKeyed: true, IsForwarded: false), direction);
    }

    [Theory]
    [MemberData(nameof(AsOfLater))]
    public void Positions_are_read(bool asOfLater)
    {
        var positions = Records(DeliveryTopics.NewPosition, asOfLater).Select(record =>
        {
            Assert.True(PositionRecord.TryRead(record, out var position, out var reason), reason);
            return position;
        });

        Assert.Equal(
            [
                new PositionRecord("1", "1", new(-15.82, -47.92), false, DateTimeOffset.UnixEpoch, new RideId(0, 17), 0),
                new PositionRecord("1", "1", new(-15.83, -47.93), true, DateTimeOffset.UnixEpoch, null, null),
            ],
            positions);
    }

    [Theory]
    [MemberData(nameof(AsOfLater))]
    public async Task Rides_are_read_with_and_without_the_route_that_they_keep(bool asOfLater)
    {
        await using var log = new InMemoryLog(TimeProvider.System);
        await log.EnsureTopicAsync(new TopicOptions { Name = DeliveryTopics.Rides, Compacted = true }, TestContext.Current.CancellationToken);
        foreach (var record in Records(DeliveryTopics.Rides, asOfLater))
        {
            await log.AppendAsync(DeliveryTopics.Rides, new LogEntry(record.Key, record.Value), TestContext.Current.CancellationToken);
        }

        await using var board = new RideBoard(log, TimeProvider.System, NullLogger<RideBoard>.Instance);
        await board.StartAsync(TestContext.Current.CancellationToken);

        var (older, newer) = (board.Find("1")!, board.Find("2")!);
        Assert.Equal(
            ("2-5", "1", RideState.UnderWay, 3, 41L, "host-17-0a1b2c3d", 2, 11.5),
            (older.RideId, older.ClientId, older.State, older.PositionPartition, older.FirstPosition, older.Driver, older.Term, older.SpeedMps));
        Assert.Equal((new RefusedDirection("2-6", "9"), new DecidedDirections(2, false, 6)), (older.Refused, Assert.Single(older.Decided)));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), older.StartedAt);
        Assert.Null(older.Route);
        Assert.Equal((RideState.Finished, TimeSpan.FromMinutes(10)), (newer.State, newer.FinishedAt - newer.StartedAt));
        Assert.Equal("Primeiro", newer.Route!.Title);
        Assert.Equal([new(-15.82594, -47.92923), new(-15.8261, -47.92911)], newer.Route.Line);
    }

    private static IEnumerable<LogRecord> Records(string topic, bool asOfLater) =>
        (asOfLater ? GoldenMessages.ReadAsOfLater(topic) : GoldenMessages.Read(topic)).Select(entry => new LogRecord
        {
            Offset = 5,
            Timestamp = DateTimeOffset.UnixEpoch,
            Key = entry.Key,
            Value = entry.Value,
            Headers = entry.Headers,
        });
}
