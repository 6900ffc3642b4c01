using System.Text.Json;
using Homing.Deliveries.Live;
using Homing.Deliveries.Rides;
using Homing.Log;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Http;

/// <summary>The backend beside the simulator, over one log: from the request to the end of the ride, and what is left of it.</summary>
public sealed class PipelineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly (string, string) Fast = ("Homing:Deliveries:SpeedMps", "1000");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ride_is_started_refused_twice_driven_to_its_end_and_remembered()
    {
        await using var app = await StartAsync();
        var (status, started, location) = await app.StartRideAsync("""{"routeId":"1","clientId":"ana"}""");

        Assert.Equal((202, "/api/deliveries/1"), (status, location));
        Assert.Equal("ana", started.GetProperty("client_id").GetString());
        var ride = started.GetProperty("ride_id").GetString()!;
        await app.Get<RideBoard>().WaitAsync("1", record => record.RideId == ride, Cancelled).WaitAsync(Deadline, Cancelled);
        var again = await app.StartRideAsync("""{"routeId":"1","clientId":"bob"}""");
        Assert.Equal((409, "urn:problem-type:homing:under-way"), (again.Status, again.Body.GetProperty("type").GetString()));

        await ArriveAsync(app, "1", ride);
        var (_, seen) = await app.GetAsync("/api/deliveries/1");
        Assert.Equal(("finished", -15.82942, -47.92765, 0), (
            seen.GetProperty("state").GetString(), seen.GetProperty("lat").GetDouble(), seen.GetProperty("lng").GetDouble(),
            seen.GetProperty("remaining_m").GetDouble()));
        await ExpectAsync(app, ride, rides: 1);

        var (_, second, _) = await app.StartRideAsync("""{"routeId":"1"}""");
        Assert.Equal("guest", second.GetProperty("client_id").GetString());
        await ArriveAsync(app, "1", second.GetProperty("ride_id").GetString()!);

        // The first is no longer the newest; its track is still there by its name.
        await ExpectAsync(app, ride, rides: 2);
        var (_, newest) = await app.GetAsync("/api/deliveries/1/track");
        Assert.Equal(second.GetProperty("ride_id").GetString(), newest.GetProperty("properties").GetProperty("ride_id").GetString());
    }

    [Fact]
    public async Task Of_many_starts_at_the_same_moment_one_wins()
    {
        // As slow as rides are: one that has arrived would make room for another.
        await using var app = await BackendFixture.StartAsync(others: [new DeliverySimulatorRole()]);
        await using var other = await BackendFixture.StartAsync(app.Log);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            (number % 2 == 0 ? app : other).StartRideAsync($$"""{"routeId":"2","clientId":"c{{number}}"}""")));
        var ride = await app.Get<RideBoard>()
            .WaitAsync("2", record => record.State == RideState.UnderWay, Cancelled).WaitAsync(Deadline, Cancelled);

        // One process asks the log once; of two processes the simulator refuses one, who may have had no patience to hear it.
        Assert.InRange(answers.Count(answer => answer.Status == 409), 6, 7);
        Assert.All(answers.Where(answer => answer.Status != 409), answer =>
        {
            Assert.Equal(202, answer.Status);
            var (id, state) = (answer.Body.GetProperty("ride_id").GetString(), answer.Body.GetProperty("state").GetString());
            Assert.True(state == "requested" || (state, id) == ("under_way", ride.RideId), $"{answer.Body}");
        });
    }

    [Fact]
    public async Task Process_that_starts_later_knows_what_was_before()
    {
        await using var app = await StartAsync();
        var (_, started, _) = await app.StartRideAsync("""{"routeId":"3","clientId":"ana"}""");
        var ride = started.GetProperty("ride_id").GetString()!;
        await ArriveAsync(app, "3", ride);

        await using var later = await BackendFixture.StartAsync(app.Log);

        var (_, seen) = await later.GetAsync("/api/deliveries/3");
        Assert.Equal(("finished", ride), (seen.GetProperty("state").GetString(), seen.GetProperty("ride_id").GetString()));
        var (_, before) = await app.GetAsync("/api/deliveries/3/track");
        var (_, after) = await later.GetAsync("/api/deliveries/3/track");
        Assert.Equal(before.GetRawText(), after.GetRawText());
        var (_, counted) = await app.GetAsync("/api/insights/deliveries/rides");
        var (_, countedLater) = await later.GetAsync("/api/insights/deliveries/rides");
        Assert.Equal(counted.GetRawText(), countedLater.GetRawText());
    }

    private static Task<BackendFixture> StartAsync() =>
        BackendFixture.StartAsync(others: [new DeliverySimulatorRole()], settings: Fast);

    private static async Task ArriveAsync(BackendFixture app, string route, string ride)
    {
        await app.Get<RideBoard>()
            .WaitAsync(route, record => record.RideId == ride && record.State == RideState.Finished, Cancelled)
            .WaitAsync(Deadline, Cancelled);
        await app.CatchUpAsync();
        while (app.Get<LiveRides>().Find(route) is not { Finished: true } live || live.RideId != ride)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The track of a ride of route 1 is whole, and the insights count it.</summary>
    private static async Task ExpectAsync(BackendFixture app, string ride, int rides)
    {
        var (_, track) = await app.GetAsync("/api/deliveries/1/track?ride=" + ride);
        var properties = track.GetProperty("properties");
        var line = track.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(point => point.GetRawText()).ToArray();
        var told = await ToldAsync(app.Log, ride);
        Assert.Equal(told, line);
        Assert.Equal("[-47.92923,-15.82594]", line[0]);
        Assert.Equal("[-47.92765,-15.82942]", line[^1]);
        Assert.Equal(line.Length, properties.GetProperty("times").GetArrayLength());
        Assert.Equal("finished", properties.GetProperty("state").GetString());
        Assert.Equal("ana", properties.GetProperty("client_id").GetString());

        var (_, insights) = await app.GetAsync("/api/insights/deliveries");
        var totals = insights.GetProperty("totals");
        Assert.Equal((rides, rides, rides * line.Length), (
            totals.GetProperty("started").GetInt32(), totals.GetProperty("finished").GetInt32(),
            totals.GetProperty("positions").GetInt32()));
        Assert.Equal(rides * properties.GetProperty("length_m").GetDouble(), totals.GetProperty("distance_m").GetDouble(), tolerance: 1);
        var (_, listed) = await app.GetAsync("/api/insights/deliveries/rides?route=1");
        Assert.Equal(rides, listed.GetProperty("total").GetInt32());
        Assert.Contains(listed.GetProperty("rides").EnumerateArray(), one =>
            one.GetProperty("ride_id").GetString() == ride && one.GetProperty("positions").GetInt32() == line.Length);
    }

    /// <summary>The positions of a ride as they stand in the log.</summary>
    private static async Task<string[]> ToldAsync(InMemoryLog log, string ride)
    {
        var told = new List<string>();
        var topic = await log.DescribeTopicAsync(DeliveryTopics.NewPosition, Cancelled);
        foreach (var (partition, range) in topic!.Partitions.Index())
        {
            await using var reader = log.OpenReader(DeliveryTopics.NewPosition, StartAt.Beginning, [partition]);
            for (var next = range.Start; next < range.End;)
            {
                var batch = await reader.ReadAsync(Cancelled);
                foreach (var record in batch.Records.ToArray())
                {
                    if (PositionRecord.TryRead(record, out var position, out _) && position.Ride.ToString() == ride)
                    {
                        told.Add(JsonSerializer.Serialize(new[] { position.Place.Lng, position.Place.Lat }));
                    }
                }

                next = batch.Records.Span[^1].Offset + 1;
            }
        }

        return [.. told];
    }
}
