using System.Text;
using System.Text.Json;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Start;
using Homing.Deliveries.Tests.Http;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Start;

/// <summary>The starter against the log, with every word of a simulator said at the moment that a case is about.</summary>
public sealed class RideStarterTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Direction_is_keyed_and_has_exactly_its_two_fields_and_the_ride_is_its_place()
    {
        await using var app = await BackendFixture.StartAsync();
        var starting = app.Get<RideStarter>().StartAsync("1", "ana", null, Cancelled);
        var (at, direction) = await DirectionAsync(app.Log);

        Assert.Equal("""{"clientId":"ana","routeId":"1"}""", Encoding.UTF8.GetString(direction.Value!.Value.Span));
        Assert.Equal("1", Encoding.UTF8.GetString(direction.Key.Span));
        await app.SayAsync(Ride(RideId.Of(at)));

        var ride = await starting.WaitAsync(Deadline, Cancelled);
        Assert.Equal((RideId.Of(at).ToString(), "under_way"), (ride.RideId, ride.State));
    }

    [Fact]
    public async Task Second_of_two_at_once_is_refused_and_asks_for_nothing()
    {
        await using var app = await BackendFixture.StartAsync();
        var starter = app.Get<RideStarter>();
        var first = starter.StartAsync("1", "ana", null, Cancelled);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => starter.StartAsync("1", "bob", null, Cancelled));

        Assert.Equal((409, Problem.TypePrefix + "under-way"), (refused.Problem.Status, refused.Problem.Type));
        await app.SayAsync(Ride(RideId.Of((await DirectionAsync(app.Log)).At)));
        await first.WaitAsync(Deadline, Cancelled);
        Assert.Equal(1, (await app.Log.DescribeTopicAsync(DeliveryTopics.NewDirection, Cancelled))!.Partitions.Sum(p => p.End));
    }

    [Fact]
    public async Task Start_that_the_simulator_refuses_is_a_conflict()
    {
        await using var app = await BackendFixture.StartAsync();
        var starting = app.Get<RideStarter>().StartAsync("1", "ana", null, Cancelled);
        var mine = RideId.Of((await DirectionAsync(app.Log)).At).ToString();

        await app.SayAsync(Ride(new RideId(9, 9)) with { Refused = new RefusedDirection(mine, "ana") });

        var refused = await Assert.ThrowsAsync<ProblemException>(() => starting);
        Assert.Equal(409, refused.Problem.Status);
    }

    [Fact]
    public async Task Ride_under_way_is_a_conflict_and_a_finished_one_is_none()
    {
        await using var app = await BackendFixture.StartAsync();
        var starter = app.Get<RideStarter>();
        await app.SayAsync(Ride(new RideId(0, 100)));
        await Assert.ThrowsAsync<ProblemException>(() => starter.StartAsync("1", "ana", null, Cancelled));
        Assert.Equal(409, (await app.StartRideAsync("""{"routeId":"1"}""")).Status);

        await app.SayAsync(Ride(new RideId(0, 100)) with
        {
            State = RideState.Finished,
            FinishedAt = TimeProvider.System.GetUtcNow(),
        });

        var starting = starter.StartAsync("1", "ana", null, Cancelled);
        await app.SayAsync(Ride(RideId.Of((await DirectionAsync(app.Log)).At), first: 1));
        Assert.Equal("under_way", (await starting.WaitAsync(Deadline, Cancelled)).State);
    }

    [Fact]
    public async Task Without_a_simulator_it_is_requested_and_remembered_for_a_minute()
    {
        var time = new FakeTimeProvider();
        await using var app = await BackendFixture.StartAsync(time: time);
        var starter = app.Get<RideStarter>();
        var starting = starter.StartAsync("1", "ana", null, Cancelled);
        await DirectionAsync(app.Log);
        while (!starting.IsCompleted)
        {
            Cancelled.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        var ride = await starting;
        Assert.Equal("requested", ride.State);
        var (_, seen) = await app.GetAsync("/api/deliveries/1");
        Assert.Equal("requested", seen.GetProperty("state").GetString());
        Assert.Equal((0, 1874.2), (
            seen.GetProperty("travelled_m").GetDouble(), seen.GetProperty("remaining_m").GetDouble()));
        await Assert.ThrowsAsync<ProblemException>(() => starter.StartAsync("1", "bob", null, Cancelled));

        time.Advance(TimeSpan.FromMinutes(1));

        while (starter.FindRequested("1") is not null)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(404, (await app.GetAsync("/api/deliveries/1")).Status);
    }

    [Fact]
    public async Task Late_word_of_the_simulator_ends_being_requested()
    {
        var time = new FakeTimeProvider();
        await using var app = await BackendFixture.StartAsync(time: time);
        var starter = app.Get<RideStarter>();
        var starting = starter.StartAsync("1", "ana", null, Cancelled);
        var at = (await DirectionAsync(app.Log)).At;
        while (!starting.IsCompleted)
        {
            Cancelled.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await app.SayAsync(Ride(RideId.Of(at)));

        while (starter.FindRequested("1") is not null)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal("under_way", (await app.GetAsync("/api/deliveries/1")).Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Log_that_does_not_take_it_leaves_nothing_behind()
    {
        await using var app = await BackendFixture.StartAsync();
        app.Log.FailAppend = topic => topic == DeliveryTopics.NewDirection ? new LogException(LogError.Full, "full") : null;
        Assert.Equal(503, (await app.StartRideAsync("""{"routeId":"1"}""")).Status);
        app.Log.FailAppend = null;

        var starting = app.Get<RideStarter>().StartAsync("1", "ana", null, Cancelled);

        await app.SayAsync(Ride(RideId.Of((await DirectionAsync(app.Log)).At)));
        await starting.WaitAsync(Deadline, Cancelled);
    }

    [Fact]
    public async Task Request_that_comes_again_after_a_crash_is_answered_with_the_ride_that_it_started()
    {
        await using var app = await BackendFixture.StartAsync();
        var starter = app.Get<RideStarter>();
        var first = starter.StartAsync("1", "ana", "ana/r1", Cancelled);
        var at = (await DirectionAsync(app.Log)).At;
        await app.SayAsync(Ride(RideId.Of(at)));
        var ride = await first.WaitAsync(Deadline, Cancelled);

        Assert.Equal(ride, await starter.StartAsync("1", "ana", "ana/r1", Cancelled));
        await Assert.ThrowsAsync<ProblemException>(() => starter.StartAsync("1", "ana", "ana/r2", Cancelled));
        Assert.Equal(1, (await app.Log.DescribeTopicAsync(DeliveryTopics.NewDirection, Cancelled))!.Partitions.Sum(p => p.End));
    }

    [Fact]
    public async Task Operation_starts_a_ride_of_the_client_that_asks()
    {
        await using var app = await BackendFixture.StartAsync();
        await app.Log.EnsureTopicAsync(new TopicOptions { Name = Topics.ClientResponse(0) }, Cancelled);
        var request = new RequestMessage
        {
            ApiId = 0,
            Epoch = 1,
            ClientId = "eva",
            RequestId = "1",
            Op = "deliveries.start",
            Deadline = TimeProvider.System.GetUtcNow().AddMinutes(1),
            Body = """{"routeId":"2","clientId":"somebody else"}"""u8.ToArray(),
        };
        using var value = new PooledBuffer();
        request.WriteTo(value);
        await app.Log.AppendAsync(
            Topics.ClientRequest, new LogEntry("eva"u8.ToArray(), value.WrittenMemory.ToArray()), Cancelled);
        var (at, direction) = await DirectionAsync(app.Log);
        await app.SayAsync(Ride(RideId.Of(at)) with { RouteId = "2", ClientId = "eva" });

        await using var reader = app.Log.OpenReader(Topics.ClientResponse(0), StartAt.Beginning);
        var batch = await reader.ReadAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled);
        var body = JsonDocument.Parse(batch.Records.Span[0].Value!.Value).RootElement.GetProperty("body");

        Assert.Contains("\"clientId\":\"eva\"", Encoding.UTF8.GetString(direction.Value!.Value.Span), StringComparison.Ordinal);
        Assert.Equal(("2", "eva", "under_way"), (
            body.GetProperty("route_id").GetString(), body.GetProperty("client_id").GetString(),
            body.GetProperty("state").GetString()));
    }

    private static RideRecord Ride(RideId ride, long first = 0) => new()
    {
        RouteId = "1",
        RideId = ride.ToString(),
        ClientId = "ana",
        State = RideState.UnderWay,
        StartedAt = TimeProvider.System.GetUtcNow(),
        PositionPartition = 0,
        FirstPosition = first,
        Driver = "test",
    };

    private static async Task<(LogPosition At, LogRecord Record)> DirectionAsync(InMemoryLog log)
    {
        await using var reader = log.OpenReader(DeliveryTopics.NewDirection, StartAt.Beginning);
        var batch = await reader.ReadAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled);
        return (new LogPosition(batch.Partition, batch.Records.Span[^1].Offset), batch.Records.Span[^1]);
    }
}
