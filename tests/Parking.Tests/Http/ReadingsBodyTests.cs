using System.Text;
using System.Text.Json;
using Homing.Parking.Availability;
using Homing.Parking.Http;

namespace Homing.Parking.Tests.Http;

public sealed class ReadingsBodyTests
{
    private readonly AvailabilityBoard _board = RealData.NewBoard().Board;

    private List<(string LotId, Reading Reading)> Parse(string json) =>
        ReadingsBody.Parse(Encoding.UTF8.GetBytes(json), _board, RealData.Noon);

    [Fact]
    public void Reading_in_our_shape_is_taken_with_what_is_left_out()
    {
        var (lot, reading) = Assert.Single(Parse("""{"lot_id":"1988","free":12}"""));

        Assert.Equal("1988", lot);
        Assert.Equal(new Reading(12, null, null, RealData.Noon), reading);
    }

    [Fact]
    public void Reading_in_our_shape_is_taken_whole() => Assert.Equal(
        new Reading(12, 20, false, RealData.Noon.AddHours(-1)),
        Parse("""[{"lot_id":"1988","free":12,"open":false,"capacity":20,"observed_at":"2026-05-07T11:00:00+03:00"}]""")[0].Reading);

    [Fact]
    public void Reading_in_the_live_apis_shape_is_taken()
    {
        using var sample = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data/parking/ispark_api_sample.json")));

        var readings = Parse(sample.RootElement.GetProperty("Park").GetRawText());

        Assert.Equal(["3068", "2338", "1751"], readings.Select(entry => entry.LotId));
        Assert.Equal(new Reading(379, 1029, true, RealData.Noon), readings[0].Reading);
    }

    [Fact]
    public void Time_of_the_live_api_is_that_of_Istanbul() => Assert.Equal(
        RealData.Noon.AddMinutes(-30),
        Parse("""{"parkID":3068,"emptyCapacity":1,"updateDate":"07.05.2026 11:30:00"}""")[0].Reading.ObservedAt);

    [Theory]
    [InlineData("", "body: not JSON")]
    [InlineData("[", "body: not JSON")]
    [InlineData("5", "body: 5 is not an object")]
    [InlineData("[]", "body: an array of 0 readings; allowed is 1 to 10000")]
    [InlineData("""[{"lot_id":"1988","free":1},5]""", "[1]: 5 is not an object")]
    [InlineData("""[{"lot_id":"1988","free":1},{"free":1}]""", "[1].lot_id: missing")]
    [InlineData("""{"lot_id":"none","free":1}""", "lot_id: \"none\" is not the id of a lot in the catalogue")]
    [InlineData("""{"lot_id":["1988"],"free":1}""", "lot_id: [\"1988\"] is not the id of a lot")]
    [InlineData("""{"lot_id":"1988"}""", "free: missing; allowed is 0 to 100000")]
    [InlineData("""{"lot_id":"1988","free":-1}""", "free: -1 is out of range")]
    [InlineData("""{"lot_id":"1988","free":1.5}""", "free: 1.5 is not a whole number")]
    [InlineData("""{"lot_id":"1988","free":"1"}""", "free: \"1\" is not a whole number")]
    [InlineData("""{"lot_id":"1988","free":1,"capacity":0}""", "capacity: 0 is out of range")]
    [InlineData("""{"lot_id":"1988","free":1,"open":1}""", "open: 1 is not true or false")]
    [InlineData("""{"lot_id":"1988","free":1,"observed_at":"yesterday"}""", "observed_at: \"yesterday\" is not a time")]
    [InlineData("""{"lot_id":"1988","free":1,"observed_at":"2026-05-07T10:00:00Z"}""", "observed_at: 2026-05-07T10:00:00.0000000+00:00 is in the future")]
    [InlineData("""{"parkID":3068}""", "emptyCapacity: missing")]
    [InlineData("""{"parkID":3068,"emptyCapacity":1,"isOpen":2}""", "isOpen: 2 is not 0 or 1")]
    [InlineData("""{"parkID":3068,"emptyCapacity":1,"lat":"north"}""", "lat: \"north\" is not a number of degrees")]
    [InlineData("""{"parkID":3068,"emptyCapacity":1,"updateDate":"now"}""", "updateDate: 'now' is not a time")]
    public void Wrong_body_is_refused_by_index_and_field(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ProblemException>(() => Parse(json)).Problem.Detail, StringComparison.Ordinal);
}
