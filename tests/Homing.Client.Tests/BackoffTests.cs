using FsCheck;
using FsCheck.Fluent;
using Homing.Client.Connections;

namespace Homing.Client.Tests;

/// <summary>A failure prints the seed and the shrunk case.</summary>
public sealed class BackoffTests
{
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(20);

    [Fact]
    public void Every_wait_is_between_the_floor_and_its_own_ceiling() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll<int, NonNegativeInt, PositiveInt>((seed, windowMs, tries) =>
        {
            var window = TimeSpan.FromMilliseconds(windowMs.Get * 50);
            var backoff = new Backoff(new Random(seed));
            for (var attempt = 0; attempt < tries.Get; attempt++)
            {
                var wait = backoff.Next(window, CloseCode.Abnormal);
                var ceiling = attempt == 0 ? window : Smaller(Cap, TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempt - 1, 20))));
                Assert.InRange(wait, Floor, ceiling < Floor ? Floor : ceiling);
            }

            Assert.Equal(tries.Get, backoff.Tries);
            backoff.Reset();
            Assert.InRange(backoff.Next(window, CloseCode.Abnormal), Floor, window < Floor ? Floor : window);
        }));

    [Fact]
    public void Waits_are_spread_over_the_whole_of_the_ceiling()
    {
        var waits = Enumerable.Range(0, 2000).Select(seed =>
        {
            var backoff = new Backoff(new Random(seed));
            return (First: backoff.Next(TimeSpan.FromSeconds(2), 1006), Second: backoff.Next(TimeSpan.FromSeconds(2), 1006),
                Third: backoff.Next(TimeSpan.FromSeconds(2), 1006));
        }).ToArray();

        Assert.InRange(waits.Average(wait => wait.First.TotalSeconds), 0.9, 1.1);
        Assert.InRange(waits.Average(wait => wait.Second.TotalSeconds), 0.45, 0.55);
        Assert.InRange(waits.Average(wait => wait.Third.TotalSeconds), 0.9, 1.1);
    }

    [Fact]
    public void Without_a_gateway_yet_there_is_no_window() =>
        Assert.InRange(new Backoff(new Random(1)).Next(null, 1006), Floor, TimeSpan.FromSeconds(1));

    [Fact]
    public void Told_to_move_every_try_is_within_the_window()
    {
        var backoff = new Backoff(new Random(1));

        for (var told = 0; told < 10; told++)
        {
            Assert.InRange(backoff.Next(TimeSpan.FromSeconds(2), 4200), Floor, TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void Told_to_pause_it_waits_longer() => Assert.InRange(
        new Backoff(new Random(1)).Next(TimeSpan.Zero, 4100), Backoff.Pause + Floor, Backoff.Pause + Floor);

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
