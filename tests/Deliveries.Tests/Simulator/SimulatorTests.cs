using System.Text;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;
using Homing.Messages;

namespace Homing.Deliveries.Tests.Simulator;

public sealed class SimulatorTests : IAsyncLifetime
{
    private readonly SimulatorScene _scene = new();

    public async ValueTask InitializeAsync() => await _scene.PrepareAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_ride_goes_to_the_end_of_its_route_a_position_each_half_second()
    {
        var life = await _scene.StartAsync();
        var ride = await _scene.AskAsync("2");
        await _scene.UntilAllIsDoneAsync();
        var positions = _scene.Positions()[ride.ToString()];
        Assert.Empty(RideJudge.AssertWhole(_scene.Routes.Find("2")!, positions));
        Assert.All(
            positions.Zip(positions.Skip(1)).Skip(1),
            pair => Assert.Equal(TimeSpan.FromMilliseconds(500), pair.Second.ObservedAt - pair.First.ObservedAt));
        Assert.Equal(
            """{"routeId":"2","clientId":"7","position":[-47.92,-15.82],"finished":false}""",
            Encoding.UTF8.GetString(_scene.Records(DeliveryTopics.NewPosition)[0].Value!.Value.Span));
        await life.Board.CatchUpAsync(SimulatorScene.Token);
        var record = life.Board.Find("2")!;
        Assert.Equal((ride.ToString(), "7", RideState.Finished), (record.RideId, record.ClientId, record.State));
        Assert.Equal(positions[^1].ObservedAt, record.FinishedAt);
        Assert.Equal(
            [("7", DeliveryEventKind.Started), ("7", DeliveryEventKind.Finished)],
            _scene.Told().Select(told => (told.UserId, told.What.Event)));
    }

    [Fact]
    public async Task A_route_that_is_under_way_refuses_another_ride()
    {
        await _scene.StartAsync();
        var first = await _scene.AskAsync("3");
        var second = await _scene.AskAsync("3", clientId: "8");
        await _scene.UntilAllIsDoneAsync();
        var third = await _scene.AskAsync("3");
        await _scene.UntilAllIsDoneAsync();
        Assert.Equal([first.ToString(), third.ToString()], _scene.Positions().Keys.Order());
        var refused = _scene.RideRecords().First(ride => ride.Refused is not null);
        Assert.Equal((first.ToString(), RideState.UnderWay), (refused.RideId, refused.State));
        Assert.Equal(new RefusedDirection(second.ToString(), "8"), refused.Refused);
        var (user, what) = Assert.Single(_scene.Told(), told => told.What.Event == DeliveryEventKind.Refused);
        Assert.Equal(("8", "3", second.ToString()), (user, what.RouteId, what.RideId));
    }

    [Fact]
    public async Task Routes_that_are_not_there_leave_nothing_behind()
    {
        var life = await _scene.StartAsync();
        for (var route = 0; route < 200; route++)
        {
            await _scene.AskAsync($"stranger's {route}", key: route % 2 == 0 ? null : "");
        }

        await _scene.AskAsync("1");
        await _scene.UntilAllIsDoneAsync();

        // What is known of the route that was ridden stays.
        await _scene.UntilAsync(() => life.Dispatcher.Lanes == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task What_is_not_keyed_by_its_route_is_appended_again(string key)
    {
        await _scene.StartAsync();
        var ride = await _scene.AskAsync("1", key);
        await _scene.UntilAllIsDoneAsync();
        Assert.Empty(RideJudge.AssertWhole(_scene.Routes.Find("1")!, _scene.Positions()[ride.ToString()]));
        var again = _scene.Records(DeliveryTopics.NewDirection).Single(record => record.Headers.TryGet("origin", out _));
        Assert.Equal("1", Encoding.UTF8.GetString(again.Key.Span));
        Assert.Equal("""{"clientId":"7","routeId":"1"}""", Encoding.UTF8.GetString(again.Value!.Value.Span));
        Assert.True(again.Headers.TryGet("origin", out var origin));
        Assert.Equal(ride.ToString(), Encoding.UTF8.GetString(origin.Span));
    }

    [Fact]
    public async Task What_cannot_be_ridden_is_set_aside_and_blocks_nothing()
    {
        await _scene.StartAsync();
        await _scene.AppendAsync("no json");
        await _scene.AppendAsync("""{"clientId":"7"}""");
        await _scene.AskAsync("77", clientId: "8");
        await _scene.AskAsync("4", clientId: "9");
        await _scene.AppendAsync("\"" + new string('x', 1_000_000) + "\"");
        var ride = await _scene.AskAsync("1");
        await _scene.UntilAllIsDoneAsync();
        Assert.Equal([ride.ToString()], _scene.Positions().Keys);
        Assert.Equal(
            [
                "route '4' was refused when it was loaded: broken.txt:7: 'x' is not lat,lng",
                "routeId is missing",
                "the value is not ",
                "the value is not a JSON object",
                "there is no route '77'",
            ],
            _scene.Records(Topics.Dead(DeliveryTopics.NewDirection)).Select(Reason).Order(StringComparer.Ordinal));
        Assert.Equal(
            [("7", ""), ("8", "77"), ("9", "4")],
            _scene.Told().Where(told => told.What.Event == DeliveryEventKind.UnknownRoute)
                .Select(told => (told.UserId, told.What.RouteId)).Order());
    }

    [Fact]
    public async Task A_log_that_fails_for_a_while_makes_one_ride_late_and_no_other()
    {
        await _scene.StartAsync();
        var first = await _scene.AskAsync("2");
        await _scene.UntilAsync(() => _scene.Rides().Count == 1);
        var failures = 0;
        _scene.Log.FailAppend = topic => topic == DeliveryTopics.NewPosition && failures++ < 6
            ? new LogException(LogError.Full, "There is no room.") : null;
        await _scene.UntilAsync(() => failures > 6);
        var second = await _scene.AskAsync("1");
        await _scene.UntilAllIsDoneAsync();
        Assert.Empty(RideJudge.AssertWhole(_scene.Routes.Find("2")!, _scene.Positions()[first.ToString()]));
        Assert.Empty(RideJudge.AssertWhole(_scene.Routes.Find("1")!, _scene.Positions()[second.ToString()]));
    }

    [Fact]
    public async Task A_slow_log_gets_a_position_of_a_ride_only_after_the_one_before()
    {
        await _scene.StartAsync();
        var ride = await _scene.AskAsync("2");
        await _scene.UntilAsync(() => _scene.Rides().Count == 1);
        var (waiting, mostWaiting, slow) = (0, 0, new TaskCompletionSource());
        _scene.Log.BeforeAppend = async topic =>
        {
            if (topic == DeliveryTopics.NewPosition)
            {
                mostWaiting = Math.Max(mostWaiting, Interlocked.Increment(ref waiting));
                await slow.Task;
                Interlocked.Decrement(ref waiting);
            }
        };
        await _scene.UntilAsync(() => waiting > 0);
        var until = _scene.Time.GetUtcNow() + TimeSpan.FromSeconds(5);
        await _scene.UntilAsync(() => _scene.Time.GetUtcNow() >= until);
        slow.SetResult();
        await _scene.UntilAllIsDoneAsync();
        Assert.Equal(1, mostWaiting);
        var positions = _scene.Positions()[ride.ToString()];
        Assert.Empty(RideJudge.AssertWhole(_scene.Routes.Find("2")!, positions));
        Assert.All(
            positions.Zip(positions.Skip(1)).Skip(1),
            pair => Assert.InRange(pair.Second.ObservedAt - pair.First.ObservedAt, TimeSpan.FromMilliseconds(400), TimeSpan.MaxValue));
    }

    [Fact]
    public async Task A_ride_of_an_earlier_version_whose_route_is_gone_ends_where_it_is()
    {
        var life = await _scene.StartAsync();
        var ride = (await _scene.AskAsync("3")).ToString();
        await _scene.UntilAsync(() => _scene.Rides().Count == 1);
        await _scene.EndAsync(life);
        await _scene.AppendRideAsync(_scene.Rides()[ride] with { Route = null });
        _scene.LiveRoutes.Replace(new RouteCatalogue([_scene.Routes.Find("1")!], []));
        await _scene.StartAsync();
        await _scene.UntilAllIsDoneAsync();
        Assert.Equal(RideState.Finished, _scene.Rides()[ride].State);
    }

    private static string Reason(LogRecord record) =>
        record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason)
            ? Encoding.UTF8.GetString(reason.Span).Split("JSON:")[0] : "";
}
