using Homing.Bench.FanOut;

namespace Homing.Bench.Tests.FanOut;

/// <summary>Figures of one system at one load come from its runs and from no other's.</summary>
public sealed class FanOutReportTests
{
    private static readonly Homing.Bench.Support.Conditions Nowhere = new(DateTimeOffset.UnixEpoch, "", "", 2, 1, 0, 0);

    [Fact]
    public void Of_ThreeRounds_TakesTheMedianOfEach()
    {
        var report = FanOutReport.Of(Nowhere, new Dictionary<string, string>(), [Run(1), Run(4), Run(2), Run(9) with { System = "nats" }]);

        var row = report.Rows[0];
        Assert.Equal(("homing", 3), (row.System, row.Runs.Count));
        Assert.Equal(500, row.PerCpuSecond);
        Assert.Equal("nats", report.Rows[1].System);
    }

    [Fact]
    public void Of_SystemThatFellBehind_DividesByTheTimeUntilTheLastWasRead()
    {
        var late = Run(1) with { Receipt = new FanOutReceipt(1000, Seconds: 8, CpuSeconds: 2, 1, 2, 3, 10) };

        var row = FanOutReport.Of(Nowhere, new Dictionary<string, string>(), [late]).Rows[0];

        Assert.Equal((125, 0.25), (row.PerSecond, row.WatcherCore));
    }

    [Fact]
    public void Of_ValuesThatConflationLeftOut_ShowsInTheShareDelivered()
    {
        var row = FanOutReport.Of(Nowhere, new Dictionary<string, string>(), [Run(1) with { Values = 200 }]).Rows[0];

        Assert.Equal(0.5, row.Delivered);
    }

    private static FanOutRun Run(double cpuSeconds) =>
        new("homing", 10, 500, 100, cpuSeconds, new FanOutReceipt(1000, 2, 0.5, 1, 2, 3, 10));
}
