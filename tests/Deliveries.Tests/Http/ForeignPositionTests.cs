using System.Text;
using System.Text.Json;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Live;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Http;

/// <summary>What strangers tell, without headers and without a simulator, is seen over HTTP like everything else.</summary>
public sealed class ForeignPositionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ride_of_a_stranger_is_listed_tracked_and_counted()
    {
        await using var app = await BackendFixture.StartAsync();
        var first = await app.TellAsync("77", 41, 29);
        await app.TellAsync("other", 0, 0);
        await app.TellAsync("77", 41.001, 29);
        var last = await app.TellAsync("77", 41.002, 29.001, finished: true);
        await app.CatchUpAsync();
        await WaitForAsync(app, "77", last);

        var (status, ride) = await app.GetAsync("/api/deliveries/77");

        Assert.Equal(200, status);
        Assert.Equal("finished", ride.GetProperty("state").GetString());
        Assert.Equal("77", ride.GetProperty("title").GetString());
        Assert.Equal("c", ride.GetProperty("client_id").GetString());
        Assert.Equal((41.002, 29.001), (ride.GetProperty("lat").GetDouble(), ride.GetProperty("lng").GetDouble()));
        Assert.False(ride.GetProperty("stale").GetBoolean());
        Assert.EndsWith("Z", ride.GetProperty("finished_at").GetString(), StringComparison.Ordinal);
        var id = ride.GetProperty("ride_id").GetString();
        Assert.Equal($"position-{first.Partition}-{first.Offset}", id);

        var (_, list) = await app.GetAsync("/api/deliveries?state=under_way");
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal("other", list.GetProperty("rides")[0].GetProperty("route_id").GetString());

        foreach (var path in new[] { "/api/deliveries/77/track", "/api/deliveries/77/track?ride=" + id })
        {
            var (_, track) = await app.GetAsync(path);
            Assert.Equal(
                "[[29,41],[29,41.001],[29.001,41.002]]", track.GetProperty("geometry").GetProperty("coordinates").GetRawText());
            Assert.Equal(3, track.GetProperty("properties").GetProperty("times").GetArrayLength());
            Assert.Equal(id, track.GetProperty("properties").GetProperty("ride_id").GetString());
        }

        var (_, insights) = await app.GetAsync("/api/insights/deliveries");
        var totals = insights.GetProperty("totals");
        Assert.Equal((2, 1, 4), (
            totals.GetProperty("started").GetInt32(), totals.GetProperty("finished").GetInt32(),
            totals.GetProperty("positions").GetInt32()));
        Assert.InRange(totals.GetProperty("distance_m").GetDouble(), 250, 252);
        Assert.Equal(4, insights.GetProperty("heat").GetProperty("cells").EnumerateArray().Sum(Positions));
        Assert.Equal(2, insights.GetProperty("speeds").EnumerateArray().Sum(Positions));
        var (_, rides) = await app.GetAsync("/api/insights/deliveries/rides?route=77");
        var listed = Assert.Single(rides.GetProperty("rides").EnumerateArray());
        Assert.Equal(3, listed.GetProperty("positions").GetInt32());
    }

    [Fact]
    public async Task What_is_no_position_is_set_aside_once_with_the_reason_and_counted()
    {
        await using var app = await BackendFixture.StartAsync();
        await using var second = await BackendFixture.StartAsync(app.Log);
        await app.Log.EnsureTopicAsync(
            new TopicOptions { Name = Topics.Dead(DeliveryTopics.NewPosition), Compacted = true }, Cancelled);
        await AppendAsync(app.Log, "7", "not JSON");
        await AppendAsync(app.Log, "7", """{"routeId":"7","clientId":"c","position":[29,91],"finished":false}""");
        await app.TellAsync("7", 41, 29);
        await app.CatchUpAsync();

        await using var dead = app.Log.OpenReader(Topics.Dead(DeliveryTopics.NewPosition), StartAt.Beginning);
        var reasons = new List<string>();
        while (reasons.Count < 2)
        {
            var batch = await dead.ReadAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
            foreach (var record in batch.Records.ToArray())
            {
                Assert.True(record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason));
                reasons.Add(Encoding.UTF8.GetString(reason.Span));
            }
        }

        Assert.All(reasons, Assert.NotEmpty);
        var (_, insights) = await app.GetAsync("/api/insights/deliveries");
        Assert.Equal(2, insights.GetProperty("totals").GetProperty("invalid").GetInt32());
        Assert.Equal(1, insights.GetProperty("totals").GetProperty("positions").GetInt32());

        // Both processes have read past them by now: the one with the partition set them aside, the other did not.
        var moved = await app.TellAsync("7", 41, 29);
        while (await app.Log.GetStoredPositionAsync(
            DeliveryTopics.NewPosition, InvalidPositions.Group, moved.Partition, Cancelled) <= moved.Offset)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(2, (await app.Log.DescribeTopicAsync(Topics.Dead(DeliveryTopics.NewPosition), Cancelled))!.Partitions[0].End);
    }

    private static int Positions(JsonElement part) => part.GetProperty("positions").GetInt32();

    private static async Task AppendAsync(InMemoryLog log, string key, string value) => await log.AppendAsync(
        DeliveryTopics.NewPosition, new LogEntry(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)), Cancelled);

    private static async Task WaitForAsync(BackendFixture app, string route, LogPosition at)
    {
        while (app.Get<LiveRides>().Find(route)?.At != at)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
