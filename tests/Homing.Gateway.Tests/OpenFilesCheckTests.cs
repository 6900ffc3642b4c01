using Homing.Doctor;
using Homing.Gateway.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests;

public sealed class OpenFilesCheckTests
{
    private const string Limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             95997                95997                processes
        Max open files            1024                 HARD                 files
        """;

    [Theory]
    [InlineData("201000", DoctorVerdict.Ok, null)]
    [InlineData("200999", DoctorVerdict.Warn, "lower MaxConnections to 199999")]
    [InlineData("1024", DoctorVerdict.Warn, "Raise the hard limit to 201000")]
    [InlineData("unlimited", DoctorVerdict.Ok, null)]
    public void Hard_limit_is_compared_with_the_connections_that_may_be_open(string hard, DoctorVerdict verdict, string? change)
    {
        var check = new OpenFilesCheck(Options.Create(new GatewayOptions { MaxConnections = 200_000 }));

        var finding = Assert.Single(check.Judge(Limits.Replace("HARD", hard, StringComparison.Ordinal)));

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(change ?? "", finding.Change ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_of_this_process_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells it in a file.");
        var check = new OpenFilesCheck(Options.Create(new GatewayOptions { MaxConnections = 1 }));

        Assert.Single(await check.LookAsync(TestContext.Current.CancellationToken));
    }
}
