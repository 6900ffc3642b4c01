using Homing.Parking.Nearby;
using Homing.Parking.Watching;
using Homing.Streams;

namespace Homing.Parking.Tests.Watching;

public sealed class NearbyChannelTests : IDisposable
{
    private readonly WatchScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Every_field_is_read_with_percent_decoding()
    {
        var query = QueryFields.Read(
            "lat=41.5&lng=-29&radius_m=12.5&limit=3&open_now=true&min_free=2&park_type=YOL+%C3%9CST%C3%9C"
            + "&arrive_at=2026-05-07T12:00:00%2B03:00&stay_minutes=5");

        Assert.Equal(
            new NearbyQuery
            {
                Lat = 41.5,
                Lng = -29,
                RadiusM = 12.5,
                Limit = 3,
                OpenNow = true,
                MinFree = 2,
                ParkType = "YOL ÜSTÜ",
                ArriveAt = RealData.Noon,
                StayMinutes = 5,
            },
            query);
    }

    [Fact]
    public void Unknown_fields_are_passed_over_and_empty_ones_are_absent() =>
        Assert.Equal(
            new NearbyQuery { Lat = 41, Lng = 29 }, QueryFields.Read("x=1&lat=41&x=2&&lng=29&limit=&open_now&=3"));

    [Theory]
    [InlineData("parking.nearby", "lat: missing; allowed is -90 to 90 degrees")]
    [InlineData("parking.nearby?", "lat: missing")]
    [InlineData("parking.nearby?lat=41", "lng: missing")]
    [InlineData("parking.nearby?lat=north&lng=29", "lat: 'north' is not a number")]
    [InlineData("parking.nearby?lat=NaN&lng=29", "lat: 'NaN' is not a number")]
    [InlineData("parking.nearby?lat=1e999&lng=29", "lat: '1e999' is not a number")]
    [InlineData("parking.nearby?lat=41,5&lng=29", "lat: '41,5' is not a number")]
    [InlineData("parking.nearby?lat=91&lng=29", "lat: 91 is out of range; allowed is -90 to 90")]
    [InlineData("parking.nearby?lat=41&lng=29&lat=42", "lat: given more than once")]
    [InlineData("parking.nearby?lat=41&lng=29&limit=2.5", "limit: '2.5' is not a whole number")]
    [InlineData("parking.nearby?lat=41&lng=29&limit=101", "limit: 101 is out of range; allowed is 1 to 100")]
    [InlineData("parking.nearby?lat=41&lng=29&open_now=yes", "open_now: 'yes' is not true or false")]
    [InlineData("parking.nearby?lat=41&lng=29&park_type=pool", "park_type: 'pool' is not known")]
    [InlineData("parking.nearby?lat=41&lng=29&arrive_at=2026-05-07T20:00:00", "is not a time as RFC 3339")]
    public void Wrong_query_is_refused_by_field_value_and_what_is_allowed(string channel, string message)
    {
        var refused = Refuse(channel);

        Assert.Equal((400, Problem.TypePrefix + "invalid-request"), (refused.Status, refused.Type));
        Assert.Contains(message, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, _scene.ListCount);
    }

    [Theory]
    [InlineData("parking.nearby/1988")]
    [InlineData("parking.nearby/x?lat=41&lng=29")]
    public void Channel_of_another_kind_is_not_found(string channel) => Assert.Equal(404, Refuse(channel).Status);

    private Problem Refuse(string channel) => Assert.Throws<ProblemException>(
        () => _scene.Channel.Watch(new ChannelRequest(channel, "client", null), new RecordingWatcher())).Problem;
}
