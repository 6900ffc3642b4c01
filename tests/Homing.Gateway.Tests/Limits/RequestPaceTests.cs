using FsCheck;
using FsCheck.Fluent;
using Homing.Gateway.Limits;
using Homing.Testing;

namespace Homing.Gateway.Tests.Limits;

public sealed class RequestPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Two_seconds_worth_may_come_at_once_and_then_the_rate()
    {
        var pace = new RequestPace(10, patience: 0, _time);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Pacing.Within, pace.Take(out TimeSpan _)));
        Assert.Equal(Pacing.Beyond, pace.Take(out var retryAfter));
        Assert.Equal(TimeSpan.FromMilliseconds(100), retryAfter);
        _time.Advance(retryAfter);
        Assert.Equal(Pacing.Within, pace.Take(out TimeSpan _));
    }

    [Fact]
    public void Those_refused_are_told_to_come_one_after_the_other_and_then_all_are_taken()
    {
        var pace = new RequestPace(10, patience: 200, _time);
        while (pace.Take(out TimeSpan _) == Pacing.Within)
        {
        }

        var waits = Enumerable.Range(0, 100).Select(_ =>
        {
            Assert.Equal(Pacing.Beyond, pace.Take(out var wait));
            return wait;
        }).ToArray();

        // The first refusal was the one that ended the loop above.
        var elapsed = TimeSpan.Zero;
        foreach (var wait in waits)
        {
            _time.Advance(wait - elapsed);
            elapsed = wait;
            Assert.Equal(Pacing.Within, pace.Take(out TimeSpan _));
        }

        Assert.Equal(waits.Length, waits.Distinct().Count());
    }

    [Fact]
    public void Who_does_not_wait_is_far_beyond_at_last_and_not_for_ever()
    {
        var pace = new RequestPace(10, patience: 50, _time);
        var taken = Enumerable.Range(0, 71).Select(_ => pace.Take(out TimeSpan _)).ToArray();

        Assert.Equal((20, 50, 1), (
            taken.Count(pacing => pacing == Pacing.Within),
            taken.Count(pacing => pacing == Pacing.Beyond),
            taken.Count(pacing => pacing == Pacing.FarBeyond)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.IsIdle);
        Assert.Equal(Pacing.Within, pace.Take(out TimeSpan _));
    }

    [Fact]
    public void In_any_time_no_more_is_taken_than_the_rate_and_what_may_come_at_once()
    {
        Prop.ForAll(
            Gen.Choose(1, 50).ToArbitrary(),
            Gen.Choose(0, 300).ListOf(100).ToArbitrary(),
            (rate, pauses) =>
            {
                var time = new FakeTimeProvider();
                var pace = new RequestPace(rate, patience: 0, time);
                var (taken, elapsed) = (0, 0);
                foreach (var pause in pauses)
                {
                    time.Advance(TimeSpan.FromMilliseconds(pause));
                    elapsed += pause;
                    taken += pace.Take(out var retryAfter) == Pacing.Within ? 1 : 0;
                    taken += pace.Take(out TimeSpan _) == Pacing.Within ? 1 : 0;
                }

                return taken <= (rate * 2) + (rate * elapsed / 1000.0) + 1e-6;
            }).QuickCheckThrowOnFailure();
    }
}
