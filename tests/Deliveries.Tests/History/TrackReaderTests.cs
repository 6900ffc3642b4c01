using System.Text;
using System.Text.Json;
using Homing.Deliveries.History;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Deliveries.Tests.History;

public sealed class TrackReaderTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Track_has_every_number_of_its_ride_once_whatever_stands_between() => Seeds.ForAny(60, seed =>
    {
        var random = new Random(seed);
        var log = new InMemoryLog();
        var told = Done(TellAsync(log, random));

        foreach (var (ride, places) in told)
        {
            var track = Done(Reader(log).ReadAsync(ride, Cancelled));

            Assert.Equal(places, track.Positions.Select(position => position.Place));
            Assert.Equal(places.Count, track.Count);
            Assert.Equal(
                places.Zip(places.Skip(1)).Sum(pair => GreatCircle.DistanceM(pair.First, pair.Second)), track.LengthM, 1e-6);
        }
    });

    [Fact]
    public async Task Track_under_way_ends_where_the_log_ends_now_and_has_no_end_itself()
    {
        var log = await MakeAsync();
        var first = await AppendAsync(log, "1", new RideId(0, 5), 0, 1);
        await AppendAsync(log, "1", new RideId(0, 5), 1, 2);

        var track = await Reader(log).ReadAsync(Ride("1", new RideId(0, 5), first), Cancelled);

        Assert.Equal((2, null), (track.Count, track.FinishedAt));
    }

    [Fact]
    public async Task Track_of_which_nothing_is_in_the_log_is_empty()
    {
        var log = await MakeAsync();

        var track = await Reader(log).ReadAsync(Ride("1", new RideId(0, 5), new LogPosition(0, 100)), Cancelled);

        Assert.Equal(0, track.Count);
        Assert.Empty(track.Positions);
    }

    [Fact]
    public async Task Fifth_at_once_waits_for_its_turn_and_is_then_refused()
    {
        var log = await MakeAsync();
        var time = new FakeTimeProvider();
        var first = await AppendAsync(log, "1", new RideId(0, 5), 0, 1);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = Reader(new HeldLog(log, held.Task), time);
        var four = Enumerable.Range(0, 4)
            .Select(_ => reader.ReadAsync(Ride("1", new RideId(0, 5), first), Cancelled)).ToArray();

        var fifth = reader.ReadAsync(Ride("1", new RideId(0, 5), first), Cancelled);
        time.Advance(TimeSpan.FromSeconds(2));

        var refused = await Assert.ThrowsAsync<ProblemException>(() => fifth);
        Assert.Equal((503, Problem.TypePrefix + "too-much"), (refused.Problem.Status, refused.Problem.Type));
        held.SetResult();
        Assert.All(await Task.WhenAll(four), track => Assert.Equal(1, track.Count));
        Assert.Equal(1, (await reader.ReadAsync(Ride("1", new RideId(0, 5), first), Cancelled)).Count);
    }

    [Fact]
    public async Task Reading_that_takes_too_long_is_given_up_with_a_problem()
    {
        var log = await MakeAsync();
        var time = new FakeTimeProvider();
        var first = await AppendAsync(log, "1", new RideId(0, 5), 0, 1);
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = Reader(new HeldLog(log, never.Task), time);

        var reading = reader.ReadAsync(Ride("1", new RideId(0, 5), first), Cancelled);
        time.Advance(TimeSpan.FromSeconds(10));

        var refused = await Assert.ThrowsAsync<ProblemException>(() => reading);
        Assert.Equal("the track could not be read within 10 s", refused.Problem.Detail);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 11)]
    [InlineData(10, 1_000)]
    [InlineData(7, 12_345)]
    public void Very_long_track_keeps_its_shape_and_its_ends(int most, int positions)
    {
        var track = new RideTrack(most);
        for (var number = 0; number < positions; number++)
        {
            track.Add(new Coordinate(number * 0.001, 0), DateTimeOffset.UnixEpoch.AddSeconds(number), number == positions - 1);
        }

        var kept = track.Positions.ToArray();
        Assert.InRange(kept.Length, Math.Min(positions, most / 2), most + 1);
        Assert.Equal(positions, track.Count);
        Assert.Equal(0, kept[0].Place.Lat);
        Assert.Equal((positions - 1) * 0.001, kept[^1].Place.Lat);
        Assert.Equal(kept[^1].At, track.FinishedAt);
        Assert.All(kept.Zip(kept.Skip(1)).SkipLast(1), pair =>
            Assert.Equal(track.Step, Math.Round((pair.Second.Place.Lat - pair.First.Place.Lat) / 0.001)));
        Assert.Equal(GreatCircle.DistanceM(default, kept[^1].Place), track.LengthM, tolerance: 0.1);
    }

    // A property is no task; the log in memory keeps nobody waiting.
    private static T Done<T>(Task<T> task)
    {
#pragma warning disable VSTHRD002
        return task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private static TrackReader Reader(ILog log, TimeProvider? time = null) => new(
        log,
        ActivatorUtilities.CreateInstance<DeliveryMetrics>(new ServiceCollection().AddMetrics().BuildServiceProvider()),
        time ?? TimeProvider.System,
        NullLogger<TrackReader>.Instance);

    private static async Task<InMemoryLog> MakeAsync()
    {
        var log = new InMemoryLog();
        await log.EnsureTopicAsync(new TopicOptions { Name = DeliveryTopics.NewPosition, Partitions = 3 }, Cancelled);
        return log;
    }

    private static TrackedRide Ride(string route, RideId ride, LogPosition first) =>
        new(route, ride.ToString(), ride.ToString(), "c", first, DateTimeOffset.UnixEpoch, null);

    /// <summary>Rides of some routes among each other, with repeats as after a crash, and what is no position between them.</summary>
    private static async Task<List<(TrackedRide Ride, List<Coordinate> Places)>> TellAsync(InMemoryLog log, Random random)
    {
        await log.EnsureTopicAsync(new TopicOptions { Name = DeliveryTopics.NewPosition, Partitions = 3 }, Cancelled);
        var told = new List<(TrackedRide, List<Coordinate>)>();
        var newest = new (RideId Ride, List<Coordinate> Places, bool Over)?[4];
        for (var count = random.Next(150); count > 0; count--)
        {
            var route = random.Next(newest.Length);
            if (random.Next(15) == 0)
            {
                await AppendAsync(log, $"r{route}", "not JSON"u8.ToArray(), default);
            }
            else if (newest[route] is not { Over: false } ride)
            {
                var id = new RideId(0, told.Count);
                var places = new List<Coordinate> { new(told.Count, 0) };
                var first = await AppendAsync(log, $"r{route}", id, 0, told.Count);
                newest[route] = (id, places, false);
                told.Add((Ride($"r{route}", id, first), places));
            }
            else if (random.Next(8) == 0)
            {
                // A driver that took over tells again what it did not know to be told.
                await AppendAsync(log, $"r{route}", ride.Ride, random.Next(ride.Places.Count), 50);
            }
            else
            {
                var over = random.Next(10) == 0;
                ride.Places.Add(new Coordinate(random.NextDouble() * 50, 1));
                await AppendAsync(log, $"r{route}", ride.Ride, ride.Places.Count - 1, ride.Places[^1].Lat, 1, over);
                newest[route] = ride with { Over = over };
            }
        }

        return told;
    }

    private static ValueTask<LogPosition> AppendAsync(
        InMemoryLog log, string route, RideId ride, int number, double lat, double lng = 0, bool finished = false) => AppendAsync(
        log,
        route,
        JsonSerializer.SerializeToUtf8Bytes(new { routeId = route, clientId = "c", position = new[] { lng, lat }, finished }),
        new LogHeaders(
        [
            new(PositionMessage.RideHeader, Encoding.UTF8.GetBytes(ride.ToString())),
            new(PositionMessage.NumberHeader, Encoding.UTF8.GetBytes($"{number}")),
        ]));

    private static ValueTask<LogPosition> AppendAsync(InMemoryLog log, string route, byte[] value, LogHeaders headers) =>
        log.AppendAsync(DeliveryTopics.NewPosition, new LogEntry(Encoding.UTF8.GetBytes(route), value, headers), Cancelled);

    /// <summary>A log that answers questions about topics only when it is let.</summary>
    private sealed class HeldLog(ILog log, Task held) : DelegatingLog(log)
    {
        public override async ValueTask<TopicDescription?> DescribeTopicAsync(
            string topic, CancellationToken cancellationToken = default)
        {
            await held.WaitAsync(cancellationToken);
            return await base.DescribeTopicAsync(topic, cancellationToken);
        }
    }
}
