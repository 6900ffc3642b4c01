using System.Globalization;
using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Simulator;

namespace Homing.Deliveries.Tests.Rides;

public sealed class RideRecordTests
{
    private const string Good =
        """
        {"route_id":"1","ride_id":"0-17","client_id":"7","state":"under_way","started_at":"2026-01-02T03:04:05Z",
        "position_partition":3,"first_position":41,"driver":"host"}
        """;

    [Fact]
    public void A_record_with_what_it_must_have_is_read()
    {
        Assert.True(RideRecord.TryRead(Encoding.UTF8.GetBytes(Good), out var ride, out _));
        Assert.Equal(("1", "0-17", 41L, 0, 0d), (ride.RouteId, ride.RideId, ride.FirstPosition, ride.Term, ride.SpeedMps));
        Assert.Empty(ride.Decided);
        Assert.Null(ride.Route);
    }

    [Theory]
    [InlineData("\"route_id\":\"1\"", "\"route_id\":null", "route_id")]
    [InlineData("\"route_id\":\"1\"", "\"route_id\":\"\"", "route_id must have 1 to 128 characters")]
    [InlineData("\"client_id\":\"7\"", "\"client_id\":null", "client_id")]
    [InlineData("\"driver\":\"host\"", "\"driver\":null", "driver")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"decided\":null", "decided")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"decided\":[null]", "decided must be places in the directions")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"decided\":[{\"partition\":-1,\"forwarded\":true,\"offset\":1}]", "decided must be")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"refused\":{\"client_id\":\"7\"}", "ride_id")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"route\":{\"title\":\"1\",\"line\":null}", "line")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"route\":{\"title\":\"1\",\"line\":[[0,0],[0,1e-300]]}", "A line is")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"term\":-1", "term must be")]
    [InlineData("\"driver\":\"host\"", "\"driver\":\"host\",\"speed_mps\":1e999", "speed_mps must be 0.1 to 1000")]
    [InlineData("0-17", "17", "ride_id is no ride, such as 0-17")]
    [InlineData("\"under_way\"", "7", "state must be under_way or finished")]
    [InlineData("41", "-1", "must not be negative")]
    [InlineData(":3", ":-3", "must not be negative")]
    public void What_is_no_ride_is_told(string good, string wrong, string reason)
    {
        var value = Good.Replace(good, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Good, value);
        Assert.False(RideRecord.TryRead(Encoding.UTF8.GetBytes(value), out _, out var told));
        Assert.Contains(reason, told, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_read_can_be_used_and_written_again_whatever_stood_there()
    {
        var read = 0;
        Seeds.ForAny(1_000, seed =>
        {
            if (!RideRecord.TryRead(Encoding.UTF8.GetBytes(RandomRideJson.Of(seed)), out var ride, out var reason))
            {
                Assert.NotNull(reason);
                return;
            }

            read++;
            var route = ride.Route?.Restore(ride.RouteId, null)
                ?? new Route("1", "One", new RouteLine([new(0, 0), new(0, 1)]));
            var driven = new DrivenRide(
                route, RideId.Parse(ride.RideId, CultureInfo.InvariantCulture), ride.ClientId, ride.SpeedMps > 0 ? ride.SpeedMps : 1);
            Assert.True(driven.LastNumber > 0);
            var known = ride with { Decided = [new DecidedDirections(0, true, 1)] };
            Assert.Contains(ride.After(known).Decided, decided => decided.Forwarded);
            Assert.Equal(ride.StartedAt, ride.StartedAt.UtcDateTime);
            Assert.True(RideRecord.TryRead(
                JsonSerializer.SerializeToUtf8Bytes(ride, DeliveryJson.Default.RideRecord), out _, out var again), again);
        });
        Assert.True(read > 10, $"{read} of the records were rides");
    }
}
