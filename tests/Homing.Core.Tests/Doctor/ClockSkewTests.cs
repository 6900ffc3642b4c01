using Homing.Doctor;

namespace Homing.Core.Tests.Doctor;

public sealed class ClockSkewTests
{
    [Theory]
    [InlineData(0.9, 0, DoctorVerdict.Ok)]
    [InlineData(-0.9, 0, DoctorVerdict.Ok)]
    [InlineData(1.1, 0, DoctorVerdict.Warn)]
    [InlineData(-9, 0, DoctorVerdict.Warn)]
    [InlineData(11, 0, DoctorVerdict.Fail)]
    [InlineData(-3600, 0, DoctorVerdict.Fail)]
    [InlineData(1.9, 1, DoctorVerdict.Ok)]
    [InlineData(2.1, 1, DoctorVerdict.Warn)]
    public void Clocks_may_be_a_second_apart(double seconds, double doubt, DoctorVerdict verdict)
    {
        var finding = ClockSkew.Judge("clock", "theirs", TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(doubt));

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(seconds < 0 ? "behind" : "ahead of", finding.Seen, StringComparison.Ordinal);
        Assert.Equal(verdict == DoctorVerdict.Ok, finding.Change is null);
    }
}
