using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Testing;

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
