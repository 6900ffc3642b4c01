using System.Text;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Tests.Rides;

public sealed class PositionRecordTests
{
    private const string Good = """{"routeId":"1","clientId":"7","position":[-47.92923,-15.82594],"finished":false}""";

    [Fact]
    public void A_position_of_ours_says_which_ride_and_number()
    {
        Assert.True(Read(Good, out var position, out _, ("ride", "0-4"), ("number", "12")));
        Assert.Equal(
            new PositionRecord(
                "1", "7", new Coordinate(-15.82594, -47.92923), false, DateTimeOffset.UnixEpoch, new RideId(0, 4), 12),
            position);
    }

    [Fact]
    public void A_position_of_others_does_not()
    {
        Assert.True(Read("""{"finished":true,"position":[180,-90.0],"clientId":7,"routeId":1}""", out var position, out _));
        Assert.Equal(
            new PositionRecord("1", "7", new Coordinate(-90, 180), true, DateTimeOffset.UnixEpoch, null, null), position);
    }

    [Theory]
    [InlineData("""{"clientId":"7","position":[1,1],"finished":false}""", "routeId is missing")]
    [InlineData("""{"routeId":"1","position":[1,1],"finished":false}""", "clientId is missing")]
    [InlineData("""{"routeId":"1","clientId":"7","finished":false}""", "position is missing")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[1,1]}""", "finished is missing")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[1,1],"finished":"no"}""", "finished must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[1],"finished":false}""", "position must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[1,2,3],"finished":false}""", "position must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":["1",2],"finished":false}""", "position must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[180.1,2],"finished":false}""", "position must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":[1,1e999],"finished":false}""", "position must be")]
    [InlineData("""{"routeId":"1","clientId":"7","position":{"lat":1,"lng":1},"finished":false}""", "position must be")]
    [InlineData("[]", "the value is not a JSON object")]
    [InlineData("""{"routeId":"1""", "the value is not JSON")]
    public void What_is_no_position_is_told(string value, string reason)
    {
        Assert.False(Read(value, out _, out var told));
        Assert.StartsWith(reason, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "1", "ride")]
    [InlineData("0-1", null, "number")]
    [InlineData("0-1", "-1", "number")]
    [InlineData("0-1", "1x", "number")]
    [InlineData("0-1", "", "number")]
    public void Wrong_headers_are_told(string ride, string? number, string header)
    {
        (string, string)[] headers = number is null ? [("ride", ride)] : [("ride", ride), ("number", number)];
        Assert.False(Read(Good, out _, out var told, headers));
        Assert.StartsWith($"the header {header} is no", told, StringComparison.Ordinal);
    }

    private static bool Read(string value, out PositionRecord position, out string? reason, params (string Name, string Text)[] headers) =>
        PositionRecord.TryRead(
            new LogRecord
            {
                Offset = 5,
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = default,
                Value = Encoding.UTF8.GetBytes(value),
                Headers = new LogHeaders([.. headers.Select(
                    header => KeyValuePair.Create(header.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(header.Text)))]),
            },
            out position,
            out reason);
}
