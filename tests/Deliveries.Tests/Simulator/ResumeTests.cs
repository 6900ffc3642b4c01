using System.Globalization;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Simulator;
using Homing.Testing;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>Simulators that die between any two appends, or lose their partitions, and others that go on.</summary>
public sealed class ResumeTests
{
    private const int MostAsked = 40;

    [Fact]
    public async Task After_a_crash_anywhere_each_ride_goes_on_where_it_stood()
    {
        foreach (var appends in Enumerable.Range(1, 40))
        {
            await using var scene = new SimulatorScene();
            await scene.PrepareAsync();
            await using var crashing = new MortalLog(scene.Log, appends, takesTheLast: appends % 2 == 0);
            var ride = await scene.AskAsync("1");
            var refused = await scene.AskAsync("1");
            var other = await scene.AskAsync("2", key: "");
            var life = await scene.StartAsync(crashing);
            await scene.UntilAsync(() => crashing.HasDied || scene.IsAllDone());
            await scene.EndAsync(life);
            await scene.StartAsync();
            await scene.UntilAllIsDoneAsync();
            AssertOutcome(scene, crashes: 1);
            Assert.DoesNotContain(refused.ToString(), scene.Positions().Keys);
            Assert.Equal(new[] { ride.ToString(), other.ToString() }.Order(), scene.Positions().Keys.Order());
        }
    }

    [Fact]
    public void After_many_crashes_nothing_is_lost_repeated_or_driven_twice() => Seeds.ForAny(60, seed =>
        Run(() => CrashAsync(seed)));

    [Fact]
    public void When_partitions_wander_readers_see_each_ride_once() => Seeds.ForAny(60, seed =>
        Run(() => WanderAsync(seed)));

    [Fact]
    public async Task What_takes_a_ride_over_stops_the_one_that_drove_it()
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        var first = await scene.StartAsync();
        var ride = (await scene.AskAsync("2")).ToString();
        await scene.UntilAsync(() => scene.Rides().Count == 1);
        var until = scene.Time.GetUtcNow() + TimeSpan.FromSeconds(2);
        await scene.UntilAsync(() => scene.Time.GetUtcNow() >= until);

        // Of two members the second reads the partition of that route.
        var second = await scene.StartAsync();
        await scene.UntilAsync(() => scene.Rides()[ride].Driver == second.Dispatcher.Driver, holdClock: true);
        Assert.Equal(1, scene.Rides()[ride].Term);
        await first.Board.CatchUpAsync(SimulatorScene.Token);
        await scene.UntilAllIsDoneAsync();
        RideJudge.AssertWhole(scene.Routes.Find("2")!, scene.Positions()[ride]);
        Assert.Equal(second.Dispatcher.Driver, scene.Rides()[ride].Driver);
    }

    [Fact]
    public async Task What_a_frozen_driver_writes_too_late_blocks_no_route()
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        var life = await scene.StartAsync();
        var ride = (await scene.AskAsync("1")).ToString();
        await scene.UntilAllIsDoneAsync();
        await scene.EndAsync(life);
        var late = scene.Rides()[ride] with { State = RideState.UnderWay, FinishedAt = null, Driver = "frozen" };
        await scene.AppendRideAsync(late);
        scene.Log.Compact(DeliveryTopics.Rides);

        var next = await scene.StartAsync();
        Assert.Equal(RideState.UnderWay, next.Board.Find("1")!.State);
        var second = (await scene.AskAsync("1")).ToString();
        await scene.UntilAllIsDoneAsync();
        Assert.Equal(new[] { ride, second }.Order(), scene.Positions().Keys.Order());
        Assert.All(scene.Rides().Values, one => Assert.Equal(RideState.Finished, one.State));
    }

    [Fact]
    public async Task What_a_frozen_driver_writes_too_late_is_put_right_by_the_one_who_drives()
    {
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        await scene.StartAsync();
        var ride = (await scene.AskAsync("1")).ToString();
        await scene.UntilAllIsDoneAsync();
        await scene.AppendRideAsync(scene.Rides()[ride] with { State = RideState.UnderWay, FinishedAt = null, Driver = "frozen" });
        await scene.UntilAsync(() => scene.RideRecords()[^1].State == RideState.Finished, holdClock: true);
    }

    private static async Task CrashAsync(int seed)
    {
        var random = new Random(seed);
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        var (asked, crashes) = (0, 0);
        while (crashes < 6)
        {
            await using var crashing = new MortalLog(scene.Log, random.Next(1, 50), random.Next(2) == 0);
            var life = await scene.StartAsync(crashing);
            await scene.UntilAsync(
                () => crashing.HasDied || (asked >= MostAsked && scene.IsAllDone()),
                () => asked += Ask(scene, random, mayAsk: asked < MostAsked));
            await scene.EndAsync(life);
            crashes++;
        }

        await scene.StartAsync();
        await scene.UntilAllIsDoneAsync();
        AssertOutcome(scene, crashes);
    }

    private static async Task WanderAsync(int seed)
    {
        var random = new Random(seed);
        await using var scene = new SimulatorScene();
        await scene.PrepareAsync();
        await scene.StartAsync();
        for (var round = 0; round < 8; round++)
        {
            var asked = 0;
            await scene.UntilAsync(() => asked >= 3, () => asked += Ask(scene, random, mayAsk: true));
            switch (random.Next(3))
            {
                case 0:
                    scene.Log.Rebalance(DeliveryTopics.NewDirection, DirectionReader.Group);
                    break;
                case 1 when scene.Lives.Count > 1:
                    await scene.EndAsync(scene.Lives[random.Next(scene.Lives.Count)]);
                    break;
                default:
                    await scene.StartAsync();
                    break;
            }
        }

        await scene.UntilAllIsDoneAsync();
        foreach (var (_, positions) in scene.Positions())
        {
            RideJudge.AssertWhole(scene.Routes.Find(positions[0].RouteId)!, positions);
        }

        AssertEachDecidedOnce(scene);
    }

    private static int Ask(SimulatorScene scene, Random random, bool mayAsk)
    {
        if (!mayAsk || random.Next(8) != 0)
        {
            return 0;
        }

        var route = random.Next(1, 4).ToString(CultureInfo.InvariantCulture);
        _ = scene.AskAsync(route, key: random.Next(3) == 0 ? "" : null);
        return 1;
    }

    private static void AssertOutcome(SimulatorScene scene, int crashes)
    {
        foreach (var (_, positions) in scene.Positions())
        {
            // A position that was appended but not heard of is found in the log; only of the first nobody knows where.
            var repeated = RideJudge.AssertWhole(scene.Routes.Find(positions[0].RouteId)!, positions);
            Assert.All(repeated, number => Assert.Equal(0, number));
            Assert.InRange(repeated.Count, 0, crashes);
        }

        AssertEachDecidedOnce(scene);
    }

    private static void AssertEachDecidedOnce(SimulatorScene scene)
    {
        var driven = scene.Positions().Keys.ToHashSet();
        var records = scene.RideRecords();
        Assert.All(scene.Rides().Values, ride => Assert.Equal(RideState.Finished, ride.State));
        Assert.Equal(driven.Order(), records.Select(ride => ride.RideId).Distinct().Order());
        var refused = scene.RefusedRides();
        Assert.Empty(refused.Intersect(driven));

        var asked = scene.Records(DeliveryTopics.NewDirection).Count(record => !record.Headers.TryGet("origin", out _));
        Assert.Equal(asked, driven.Count + refused.Count);
        var told = scene.Told();
        Assert.Equal(driven.Order(), Of(DeliveryEventKind.Started));
        Assert.Equal(driven.Order(), Of(DeliveryEventKind.Finished));
        Assert.Equal(refused.Order(), Of(DeliveryEventKind.Refused));

        IEnumerable<string> Of(DeliveryEventKind kind) =>
            told.Where(one => one.What.Event == kind).Select(one => one.What.RideId).Distinct().Order();
    }

    // Properties are synchronous; the test's own thread has nothing else to do.
#pragma warning disable VSTHRD002
    private static void Run(Func<Task> test) => Task.Run(test).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
