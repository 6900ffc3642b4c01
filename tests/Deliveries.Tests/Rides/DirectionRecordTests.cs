using System.Text;
using Homing.Deliveries.Rides;
using Homing.Log;

namespace Homing.Deliveries.Tests.Rides;

public sealed class DirectionRecordTests
{
    [Theory]
    [InlineData("""{"clientId":"1","routeId":"1"}""")]
    [InlineData(""" { "routeId" : 1, "more": {"a":[1]}, "clientId":1 } """)]
    public void Ids_are_text_or_whole_numbers(string value)
    {
        Assert.True(Read("", value, out var direction, out _));
        Assert.Equal(new DirectionRecord("1", "1", new RideId(3, 17), false, false), direction);
    }

    [Fact]
    public void The_key_says_whether_it_stands_where_it_belongs()
    {
        const string Value = """{"clientId":"ana","routeId":"á1"}""";
        Assert.True(Read("á1", Value, out var keyed, out _));
        Assert.True(keyed.IsKeyed);
        Assert.True(Read("á2", Value, out var other, out _));
        Assert.False(other.IsKeyed);
    }

    [Fact]
    public void The_origin_is_the_ride()
    {
        Assert.True(Read("1", """{"clientId":"1","routeId":"1"}""", out var direction, out _, "0-4"));
        Assert.Equal((new RideId(0, 4), true), (direction.Ride, direction.IsForwarded));
        Assert.False(Read("1", """{"clientId":"1","routeId":"1"}""", out _, out var reason, "zero"));
        Assert.Contains("origin", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the value is missing")]
    [InlineData("", "the value is not JSON")]
    [InlineData("1", "the value is not a JSON object")]
    [InlineData("hello", "the value is not JSON")]
    [InlineData("""{"clientId":"1","routeId":"1"} x""", "the value is not JSON")]
    [InlineData("""{"clientId":"1"}""", "routeId is missing")]
    [InlineData("""{"routeId":"1"}""", "clientId is missing")]
    [InlineData("""{"clientId":"1","routeId":null}""", "routeId must be text or a whole number")]
    [InlineData("""{"clientId":"1","routeId":1.5}""", "routeId must be text or a whole number")]
    [InlineData("""{"clientId":["1"],"routeId":"1"}""", "clientId must be text or a whole number")]
    [InlineData("""{"clientId":"1","routeId":""}""", "routeId is empty")]
    [InlineData("{\"clientId\":\"\xd800\",\"routeId\":\"1", "the value is not JSON")]
    public void What_is_no_request_is_told(string? value, string reason)
    {
        Assert.False(Read("1", value, out _, out var told));
        Assert.StartsWith(reason, told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_has_an_end()
    {
        Assert.False(Read("", $$"""{"clientId":"1","routeId":"{{new string('x', 129)}}"}""", out var direction, out var reason));
        Assert.Equal("routeId has 129 characters; at most 128 are taken", reason);
        Assert.Equal("1", direction.ClientId);
    }

    private static bool Read(string key, string? value, out DirectionRecord direction, out string? reason, string? origin = null) =>
        DirectionRecord.TryRead(
            3,
            new LogRecord
            {
                Offset = 17,
                Timestamp = DateTimeOffset.UnixEpoch,
                Key = Encoding.UTF8.GetBytes(key),
                Value = value is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(value),
                Headers = origin is null ? default : new LogHeaders([new("origin", Encoding.UTF8.GetBytes(origin))]),
            },
            out direction,
            out reason);
}
