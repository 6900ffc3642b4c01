using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Deliveries.Simulator;

namespace Homing.Deliveries.Tests.Simulator;

public sealed class RouteLanesTests
{
    // Only for a test that hangs; nothing is measured by it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly RouteLanes _lanes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lane_that_holds_nothing_is_dropped_once_it_is_idle()
    {
        var going = new TaskCompletionSource();
        var running = _lanes.RunAsync("1", _ => going.Task);
        var next = _lanes.RunAsync("1", _ => Task.FromException(new InvalidOperationException("a step that fails")));
        Assert.True(_lanes.Contains("1"));

        going.SetResult();
        await running;
        await Assert.ThrowsAsync<InvalidOperationException>(() => next);

        await GoneAsync();
    }

    [Fact]
    public async Task Lane_that_drives_a_ride_stays_until_it_does_not()
    {
        await _lanes.RunAsync("1", lane =>
        {
            lane.Driven = AnyRide("1");
            return Task.CompletedTask;
        });
        await _lanes.RunAsync("1", lane =>
        {
            Assert.NotNull(lane.Driven);
            return Task.CompletedTask;
        });
        Assert.Equal(1, _lanes.Count);

        await _lanes.RunAsync("1", lane =>
        {
            lane.Driven = null;
            return Task.CompletedTask;
        });

        await GoneAsync();
    }

    [Fact]
    public async Task Of_many_that_come_while_lanes_are_dropped_each_runs_once_and_no_two_of_a_route_at_once()
    {
        const int Each = 3_000;
        var (within, ran) = (new int[3], new int[3]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            async () =>
            {
                for (var step = 0; step < Each; step++)
                {
                    var route = (worker + step) % 3;
                    await _lanes.RunAsync($"{route}", async _ =>
                    {
                        Assert.Equal(1, Interlocked.Increment(ref within[route]));
                        ran[route]++;
                        if (step % 7 == 0)
                        {
                            await Task.Yield();
                        }

                        Interlocked.Decrement(ref within[route]);
                    });
                }
            },
            Token)));

        Assert.Equal(4 * Each, ran.Sum());
        await _lanes.DrainAsync();
        await GoneAsync();
    }

    // A step completes a moment before its lane is looked at.
    private async Task GoneAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (_lanes.Count > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Deadline, $"{_lanes.Count} lanes stay");
            await Task.Yield();
        }
    }

    private static DrivenRide AnyRide(string routeId) => new(
        new Route(routeId, routeId, new RouteLine([new(0, 0), new(0, 0.001)])), new RideId(0, 1), "7", 10);
}
