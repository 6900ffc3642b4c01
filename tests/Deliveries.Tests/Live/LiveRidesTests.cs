using System.Text;
using Homing.Log;

namespace Homing.Deliveries.Tests.Live;

public sealed class LiveRidesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rides_are_known_again_after_a_restart()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("1", 0, 0.01, ride: "0-1");
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        await scene.TellAsync("1", 0, 0.02, ride: "0-1", number: 1);
        await scene.TellAsync("van", 41, 29);
        await scene.CaughtUpAsync();

        await using var restarted = await LiveScene.StartAsync(scene.Log, scene.Time);
        using var need = restarted.Feed.NeedAll();
        await restarted.CaughtUpAsync();

        Assert.Equal(2, restarted.Rides.All.Count);
        Assert.Equal(scene.Rides.Find("1"), restarted.Rides.Find("1"));
        Assert.Equal(scene.Rides.Find("van"), restarted.Rides.Find("van"));
    }

    [Fact]
    public async Task Position_from_the_future_does_not_keep_out_the_true_ones()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.TellAsync("van", 41, 29);
        scene.Time.Advance(TimeSpan.FromMinutes(10));
        await scene.TellAsync("van", 0, 0);

        // The reader's clock is behind that of the log by more than is tolerated.
        var slow = new Testing.FakeTimeProvider(scene.Time.GetUtcNow() - TimeSpan.FromMinutes(3));
        await using var behind = await LiveScene.StartAsync(scene.Log, slow);
        await behind.CaughtUpAsync();
        Assert.Null(behind.Rides.Find("van"));
        slow.Advance(TimeSpan.FromMinutes(1));
        await scene.TellAsync("van", 42, 29);
        await behind.CaughtUpAsync();

        Assert.Equal(42, behind.Rides.Find("van")!.Place.Lat);
    }

    [Fact]
    public async Task Position_that_is_not_valid_holds_nothing_up()
    {
        await using var scene = await LiveScene.StartAsync();
        await scene.Log.AppendAsync(
            DeliveryTopics.NewPosition, new LogEntry("van"u8.ToArray(), Encoding.UTF8.GetBytes("""{"routeId":"van"}""")), Token);
        await scene.TellAsync("van", 41, 29);
        await scene.CaughtUpAsync();

        Assert.Equal(41, scene.Rides.Find("van")!.Place.Lat);
    }
}
