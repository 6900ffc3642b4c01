using Homing.Bench.Storm;

namespace Homing.Bench.Tests.Storm;

public sealed class ReconnectRulesTests
{
    private const double Window = 7;
    private const int Draws = 2_000;

    [Fact]
    public void Homing_starts_in_the_window_and_goes_on_with_full_jitter()
    {
        var rule = ReconnectRules.Homing(Window);

        AssertRange(rule, failures: 0, 0, Window);
        AssertRange(rule, failures: 1, 0.1, 1);
        AssertRange(rule, failures: 3, 0.1, 4);
        AssertRange(rule, failures: 40, 0.1, 20);
    }

    [Fact]
    public void SignalR_tries_four_times() =>
        Assert.Equal([0, 2, 10, 30, null], Enumerable.Range(0, 5).Select(failures => Delay(ReconnectRules.SignalR, failures)));

    [Fact]
    public void Random_policy_of_SignalR_ends_after_a_minute()
    {
        AssertRange(ReconnectRules.SignalRRandom, failures: 5, 0, 10);

        Assert.Null(ReconnectRules.SignalRRandom.Delay(1, 60, new Random(1)));
    }

    [Fact]
    public void SocketIO_stays_within_half_of_the_doubled_delay_and_five_seconds()
    {
        AssertRange(ReconnectRules.SocketIO, failures: 0, 0.55, 1.5);
        AssertRange(ReconnectRules.SocketIO, failures: 1, 1.1, 3);
        AssertRange(ReconnectRules.SocketIO, failures: 9, 5, 5);
    }

    [Fact]
    public void Centrifugo_adds_its_least_delay_to_the_jitter()
    {
        AssertRange(ReconnectRules.Centrifugo, failures: 0, 0.5, 1);
        AssertRange(ReconnectRules.Centrifugo, failures: 2, 0.5, 2.5);
        AssertRange(ReconnectRules.Centrifugo, failures: 40, 0.5, 20);
    }

    [Fact]
    public void Phoenix_ends_at_five_seconds_for_ever() => Assert.Equal(
        [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2, 5, 5],
        Enumerable.Range(0, 11).Select(failures => Delay(ReconnectRules.Phoenix, failures)));

    private static double? Delay(ReconnectRule rule, int failures) => rule.Delay(failures, 0, new Random(1));

    // Every draw is within, and they reach near both ends.
    private static void AssertRange(ReconnectRule rule, int failures, double least, double most)
    {
        var random = new Random(failures);
        var delays = Enumerable.Range(0, Draws).Select(_ => rule.Delay(failures, 0, random)!.Value).Order().ToArray();
        var margin = (most - least) * 0.05;
        Assert.InRange(delays[0], least, least + margin);
        Assert.InRange(delays[^1], most - margin, most);
    }
}
