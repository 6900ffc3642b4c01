using Homing.Doctor;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Rendering;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Doctor;

public sealed class BrowserCheckTests
{
    [Fact]
    public async Task Browser_says_its_version()
    {
        var browser = BrowserFinder.Find(Environment.GetEnvironmentVariable("PATH"));
        Assert.SkipWhen(browser is null, "There is no browser on this machine.");

        var finding = await LookAsync(browser);

        Assert.Equal(DoctorVerdict.Ok, finding.Verdict);
        Assert.Contains(browser, finding.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/bin/false", "ended with 1")]
    [InlineData("/etc/hostname", "cannot be started")]
    public async Task What_is_no_browser_fails_with_the_setting(string path, string seen)
    {
        Assert.SkipUnless(File.Exists(path), $"There is no {path}.");

        var finding = await LookAsync(path);

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains(seen, finding.Seen, StringComparison.Ordinal);
        Assert.Contains("Homing:Provider:Browser", finding.Change, StringComparison.Ordinal);
    }

    private static async Task<DoctorFinding> LookAsync(string browser) => Assert.Single(
        await new BrowserCheck(Options.Create(new ProviderOptions { Browser = browser })).LookAsync(TestContext.Current.CancellationToken));
}
