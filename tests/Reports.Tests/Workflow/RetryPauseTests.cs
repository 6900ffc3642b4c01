using Homing.Reports.Workflow;

namespace Homing.Reports.Tests.Workflow;

public sealed class RetryPauseTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1_000_000, 60)]
    public void Pause_grows_up_to_a_minute_and_is_anything_below(int failures, double mostSeconds)
    {
        var random = new Random(7);

        var pauses = Enumerable.Range(0, 10_000).Select(_ => RetryPause.After(failures, random).TotalSeconds).ToArray();

        Assert.InRange(pauses.Min(), 0.1, 0.1 + (mostSeconds * 0.01));
        Assert.InRange(pauses.Max(), 0.1 + (mostSeconds * 0.99), 0.1 + mostSeconds);
    }
}
