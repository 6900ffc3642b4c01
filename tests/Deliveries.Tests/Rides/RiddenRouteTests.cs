using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Rides;

public sealed class RiddenRouteTests
{
    private static readonly Route Road = new("1", "Road", new RouteLine([new(-15.82594, -47.92923), new(-15.8261, -47.92911)]));

    private const string Written =
        """
        "route":{"title":"Road","line":[[-47.92923,-15.82594],[-47.92911,-15.8261]]}
        """;

    [Fact]
    public void It_is_written_as_GeoJSON_has_its_coordinates_and_read_to_the_last_digit()
    {
        var json = JsonSerializer.Serialize(Ride(RiddenRoute.Of(Road)), DeliveryJson.Default.RideRecord);
        var route = Read(json).Route!;

        Assert.Contains(Written, json, StringComparison.Ordinal);
        Assert.Equal("Road", route.Title);
        Assert.Equal(Road.Line.Points, route.Line);
    }

    [Fact]
    public void Record_of_an_earlier_version_has_none()
    {
        var json = JsonSerializer.Serialize(Ride(null), DeliveryJson.Default.RideRecord);

        Assert.DoesNotContain("\"route\"", json, StringComparison.Ordinal);
        Assert.Null(Read(json).Route);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[[-47.9,-15.8]]")]
    [InlineData("[[-47.9,-15.8],[-47.9,-15.8]]")]
    [InlineData("[[-47.9,-15.8],[-15.8]]")]
    [InlineData("[[-47.9,-15.8],[1,2,3]]")]
    [InlineData("[[-47.9,-15.8],[0,91]]")]
    [InlineData("[[-47.9,-15.8],[\"0\",1]]")]
    [InlineData("[-47.9,-15.8]")]
    [InlineData("7")]
    public void Line_that_is_none_makes_the_record_unreadable(string line) => Assert.Throws<JsonException>(() => Read(
        JsonSerializer.Serialize(Ride(RiddenRoute.Of(Road)), DeliveryJson.Default.RideRecord)
            .Replace("[[-47.92923,-15.82594],[-47.92911,-15.8261]]", line, StringComparison.Ordinal)));

    [Fact]
    public void Line_that_nobody_edited_is_that_of_the_list_and_another_one_is_its_own()
    {
        var json = JsonSerializer.Serialize(Ride(RiddenRoute.Of(Road)), DeliveryJson.Default.RideRecord);
        var edited = new Route("1", "Edited", new RouteLine([new(1, 1), new(1, 1.001)]));

        Assert.Same(Road.Line, Read(json).Route!.Restore("1", Road).Line);
        Assert.Equal(Road.Line.LengthM, Read(json).Route!.Restore("1", edited).Line.LengthM);
        Assert.Equal("Road", Read(json).Route!.Restore("1", edited).Title);
        Assert.Equal(Road.Line.Points, Read(json).Route!.Restore("1", now: null).Line.Points);
    }

    private static RideRecord Read(string json) => JsonSerializer.Deserialize(json, DeliveryJson.Default.RideRecord)!;

    private static RideRecord Ride(RiddenRoute? route) => new()
    {
        RouteId = "1",
        RideId = "0-1",
        ClientId = "7",
        State = RideState.UnderWay,
        StartedAt = DateTimeOffset.UnixEpoch,
        PositionPartition = 0,
        FirstPosition = 0,
        Driver = "test",
        Route = route,
    };
}
