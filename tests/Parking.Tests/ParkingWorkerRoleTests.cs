using System.Net;
using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Parking.Availability;
using Homing.Parking.Nearby;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Tests;

public sealed class ParkingWorkerRoleTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [Fact]
    public async Task Posted_reading_is_in_the_topic_and_on_the_map_and_in_the_next_answer()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);

        using var response = await app.Http.PostAsync("/api/parking/readings", Json("""{"lot_id":"1988","free":77}"""), Cancelled);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"accepted":1,"set_aside":0}""", await response.Content.ReadAsStringAsync(Cancelled));
        await WaitUntilAsync(app, "1988", status => status.Free == 77);
        using var lots = await app.Http.GetAsync("/api/parking/lots?bbox=29.116,40.931,29.1162,40.9314", Cancelled);
        Assert.Equal("application/geo+json", lots.Content.Headers.ContentType!.MediaType);
        using var map = JsonDocument.Parse(await lots.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("FeatureCollection", map.RootElement.GetProperty("type").GetString());
        var feature = Assert.Single(map.RootElement.GetProperty("features").EnumerateArray());
        Assert.Equal("[29.1161,40.9313]", feature.GetProperty("geometry").GetProperty("coordinates").GetRawText());
        Assert.Equal(77, feature.GetProperty("properties").GetProperty("free").GetInt32());
        var answer = new NearbyHandler(app.Get<AvailabilityBoard>(), RealData.Live(), TimeProvider.System)
            .Answer(new NearbyQuery { Lat = 40.9313, Lng = 29.1161, Limit = 1 });
        Assert.Equal(77, answer.Lots[0].Free);
    }

    [Fact]
    public async Task Array_with_one_wrong_reading_is_refused_and_nothing_of_it_is_taken()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);

        using var response = await app.Http.PostAsync(
            "/api/parking/readings", Json("""[{"lot_id":"1988","free":77},{"lot_id":"1988","free":-1}]"""), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("[1].free: -1", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        var topic = await app.Log.DescribeTopicAsync(AvailabilityMessage.Topic, Cancelled);
        Assert.Equal(0, topic!.Partitions[0].End);
    }

    [Fact]
    public async Task Older_reading_is_set_aside_and_does_not_reach_the_topic()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);
        using var first = await app.Http.PostAsync("/api/parking/readings", Json("""{"lot_id":"1988","free":77}"""), Cancelled);
        await WaitUntilAsync(app, "1988", status => status.Free == 77);

        using var response = await app.Http.PostAsync(
            "/api/parking/readings", Json("""{"lot_id":"1988","free":5,"observed_at":"2020-01-01T00:00:00Z"}"""), Cancelled);

        Assert.Equal("""{"accepted":1,"set_aside":1}""", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(1, (await app.Log.DescribeTopicAsync(AvailabilityMessage.Topic, Cancelled))!.Partitions[0].End);
    }

    [Fact]
    public async Task Huge_body_and_wrong_bbox_are_refused()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);

        using var huge = await app.Http.PostAsync("/api/parking/readings", Json(new string(' ', 3_000_000)), Cancelled);
        using var bbox = await app.Http.GetAsync("/api/parking/lots?bbox=1,2,3", Cancelled);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, bbox.StatusCode);
        Assert.Equal("application/problem+json", bbox.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Bad_record_goes_to_the_dead_letters_and_the_next_is_read()
    {
        var log = new InMemoryLog();
        await log.EnsureTopicAsync(AvailabilityReader.Topic, Cancelled);
        await AppendAsync(log, "1988", "not JSON");
        await AppendAsync(log, "none", """{"lot_id":"none","free":5,"observed_at":"2026-01-01T00:00:00Z"}""");
        await AppendAsync(log, "1988", """{"lot_id":"1988","free":5,"observed_at":"2026-01-01T00:00:00Z"}""");

        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()], log);

        // The start waits for what was there already.
        Assert.Equal(5, Read(app, "1988").Free);
        Assert.Equal(Trust.Stale, Read(app, "1988").Trust);
        await using var dead = log.OpenReader(Topics.Dead(AvailabilityMessage.Topic), StartAt.Beginning);
        var reasons = new List<string>();
        while (reasons.Count < 2)
        {
            var batch = await dead.ReadAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled);
            foreach (var record in batch.Records.ToArray())
            {
                Assert.True(record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason));
                reasons.Add(Encoding.UTF8.GetString(reason.Span));
            }
        }

        Assert.Contains("not a reading as JSON", reasons[0], StringComparison.Ordinal);
        Assert.Equal("lot_id: 'none' is not in the catalogue", reasons[1]);
    }

    [Fact]
    public async Task Tombstone_makes_a_lot_unknown_again()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);
        await AppendAsync(app.Log, "1988", """{"lot_id":"1988","free":5,"observed_at":"2026-01-01T00:00:00Z"}""");
        await WaitUntilAsync(app, "1988", status => status.Free == 5);

        await app.Log.AppendAsync(AvailabilityMessage.Topic, new LogEntry("1988"u8.ToArray(), null), Cancelled);

        await WaitUntilAsync(app, "1988", status => status.Trust == Trust.Unknown);
    }

    [Theory]
    [InlineData("Catalogue", "none.csv", "Homing:Parking:Catalogue is 'none.csv'; allowed is the path of a file that exists.")]
    [InlineData("CatalogueSource", "mongo", "Homing:Parking:CatalogueSource is 'mongo'; allowed is file or database.")]
    [InlineData("StaleAfter", "00:00:00", "Homing:Parking:StaleAfter is '00:00:00'; allowed is 00:00:01 to 7.00:00:00.")]
    [InlineData("ReplaySpeed", "-1", "Homing:Parking:ReplaySpeed is '-1'; allowed is 0 to 100000.")]
    [InlineData("ReplaySpeed", "NaN", "Homing:Parking:ReplaySpeed is 'NaN'; allowed is 0 to 100000.")]
    [InlineData("WatchInterval", "00:00:00", "Homing:Parking:WatchInterval is '00:00:00'; allowed is 00:00:00.0100000 to 00:00:10.")]
    public async Task Wrong_setting_stops_the_start_by_its_name_value_and_what_is_allowed(string name, string value, string message)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RoleProcess.StartAsync([new ParkingWorkerRole()], settings: ("Homing:Parking:" + name, value)));

        Assert.Equal([message], failure.Failures);
    }

    private static LotStatus Read(RoleProcess app, string lot) =>
        app.Get<AvailabilityBoard>().Read(RealData.NumberOf(lot), TimeProvider.System.GetUtcNow());

    private static async Task AppendAsync(InMemoryLog log, string key, string value) => await log.AppendAsync(
        AvailabilityMessage.Topic, new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)), Cancelled);

    private static async Task WaitUntilAsync(RoleProcess app, string lot, Func<LotStatus, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(Deadline);
        while (!condition(Read(app, lot)))
        {
            Assert.False(deadline.IsCancellationRequested, $"lot {lot} is still {Read(app, lot)}");
            await Task.Yield();
        }
    }
}
