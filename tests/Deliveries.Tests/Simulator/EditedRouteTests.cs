using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>Somebody edits the routes while rides are under way.</summary>
public sealed class EditedRouteTests
{
    private static readonly RouteLine Detour = new([new(-15.82, -47.92), new(-15.82, -47.9215), new(-15.821, -47.9215)]);

    [Fact]
    public async Task Ride_keeps_its_route_when_its_simulator_is_killed_and_the_route_has_changed()
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        var ride = await StartedAndKilledAsync(scene);
        Put(scene, new Route("2", "Detour", Detour));

        await scene.StartAsync();
        await scene.UntilAllIsDoneAsync();
        var next = (await scene.AskAsync("2")).ToString();
        await scene.UntilAllIsDoneAsync();

        RideJudge.AssertWhole(scene.Routes.Find("2")!, scene.Positions()[ride]);
        RideJudge.AssertWhole(scene.LiveRoutes.Current.Find("2")!, scene.Positions()[next]);
    }

    [Fact]
    public async Task Ride_arrives_though_its_route_was_taken_away_and_no_other_starts()
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        var ride = await StartedAndKilledAsync(scene);
        scene.LiveRoutes.Replace(new RouteCatalogue([], []));

        await scene.StartAsync();
        await scene.AskAsync("2", clientId: "late");
        await scene.UntilAllIsDoneAsync();

        RideJudge.AssertWhole(scene.Routes.Find("2")!, scene.Positions()[ride]);
        Assert.Equal(RideState.Finished, scene.Rides()[ride].State);
        Assert.Equal([ride], scene.Positions().Keys);
        Assert.Single(scene.Records(DeliveryTopics.NewDirection + ".dead"));
        Assert.Equal(
            [("7", DeliveryEventKind.Started), ("7", DeliveryEventKind.Finished), ("late", DeliveryEventKind.UnknownRoute)],
            scene.Told().Select(one => (one.UserId, one.What.Event)).Distinct().Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task What_was_decided_before_its_route_was_taken_away_is_not_set_aside_when_it_comes_again(string? key)
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync(partitions: 1);
        var life = await scene.StartAsync();
        var slow = (await scene.AskAsync("3")).ToString();
        var ride = (await scene.AskAsync("1", key)).ToString();
        await scene.UntilAsync(() => scene.Rides().GetValueOrDefault(ride)?.State == RideState.Finished);
        await scene.EndAsync(life);
        scene.LiveRoutes.Replace(new RouteCatalogue([], []));

        // The request before it is not done, so both come again.
        await scene.StartAsync();
        await scene.UntilAllIsDoneAsync();

        Assert.Empty(scene.Records(DeliveryTopics.NewDirection + ".dead"));
        Assert.Equal(new[] { slow, ride }.Order(), scene.Positions().Keys.Order());
    }

    [Fact]
    public void Whatever_is_edited_and_whoever_crashes_each_ride_goes_the_way_on_which_it_started() => Seeds.ForAny(40, seed =>
        Run(() => EditAsync(seed)));

    private static async Task EditAsync(int seed)
    {
        var random = new Random(seed);
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        for (var round = 0; round < 5; round++)
        {
            await using var crashing = new MortalLog(scene.Log, random.Next(5, 60), random.Next(2) == 0);
            var life = await scene.StartAsync(crashing);
            var left = 60;
            await scene.UntilAsync(() => crashing.HasDied || left <= 0, () =>
            {
                left--;
                switch (random.Next(12))
                {
                    case 0:
                        _ = scene.AskAsync("2", key: random.Next(3) == 0 ? "" : null);
                        break;
                    case 1:
                        Put(scene, new Route("2", $"{left}", AnyLine(random)));
                        break;
                    case 2:
                        scene.LiveRoutes.Replace(new RouteCatalogue([], []));
                        break;
                }
            });
            await scene.EndAsync(life);
        }

        await scene.StartAsync();
        await scene.UntilAllIsDoneAsync();
        var records = scene.RideRecords().ToLookup(ride => ride.RideId);
        foreach (var (ride, positions) in scene.Positions())
        {
            if (!records.Contains(ride))
            {
                // A crash came right after the first position, and then the route was gone.
                Assert.All(positions, position => Assert.Equal(0, position.Number));
                continue;
            }

            // A crash before the first record lets the ride start anew, on the route as it is by then.
            var route = records[ride].First().Route!;
            Assert.All(records[ride], record => Assert.Equal(route.Line, record.Route!.Line));
            var whole = positions.SkipWhile(position => position.Place != route.Line[0]).ToList();
            RideJudge.AssertWhole(route.Restore("2", now: null), whole);
        }
    }

    private static RouteLine AnyLine(Random random) => new(
    [
        new(-15.82 + (random.NextDouble() * 1e-3), -47.92),
        new(-15.82 + (random.NextDouble() * 1e-3), -47.9203),
        new(-15.8204, -47.92 + (random.NextDouble() * 1e-4)),
    ]);

    private static void Put(SimulatorScene scene, Route route) => scene.LiveRoutes.Replace(
        new RouteCatalogue([.. scene.LiveRoutes.Current.Routes.Where(other => other.Id != route.Id), route], []));

    private static async Task<string> StartedAndKilledAsync(SimulatorScene scene)
    {
        await using var crashing = new MortalLog(scene.Log, 6, takesTheLast: true);
        var life = await scene.StartAsync(crashing);
        var ride = (await scene.AskAsync("2")).ToString();
        await scene.UntilAsync(() => crashing.HasDied);
        await scene.EndAsync(life);
        Assert.InRange(scene.Positions()[ride].Count, 2, 5);
        return ride;
    }

    // Properties are synchronous; the test's own thread has nothing else to do.
#pragma warning disable VSTHRD002
    private static void Run(Func<Task> test) => Task.Run(test).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
