using Homing.Doctor;
using Homing.Reports.ProviderApi;
using Homing.Reports.Tests.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Doctor;

public sealed class ProviderCheckTests
{
    [Theory]
    [InlineData(HostileProvider.ApiKey, DoctorVerdict.Ok, null)]
    [InlineData("another-key-of-16", DoctorVerdict.Fail, "Homing:Reports:Provider:ApiKey")]
    [InlineData("", DoctorVerdict.Warn, "key that the provider knows")]
    public async Task Provider_lets_in_who_has_its_key(string key, DoctorVerdict verdict, string? change)
    {
        await using var scene = await ClientScene.StartAsync(options => options.ApiKey = key);

        var finding = Assert.Single(await LookAsync(scene));

        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(change ?? "", finding.Change ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_that_is_away_fails_with_the_setting()
    {
        await using var scene = await ClientScene.StartAsync();
        await scene.Provider.DisposeAsync();

        // It is tried more than once, with pauses.
        var looking = LookAsync(scene);
        while (!looking.IsCompleted)
        {
            scene.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        var finding = Assert.Single(await looking);

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("Homing:Reports:Provider:Url", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_of_this_process_is_not_asked()
    {
        await using var scene = await ClientScene.StartAsync(options => options.Url = null);

        Assert.Empty(await LookAsync(scene));
    }

    private static Task<IReadOnlyList<DoctorFinding>> LookAsync(ClientScene scene) =>
        new ProviderCheck(scene.Client, Options.Create(scene.Options)).LookAsync(TestContext.Current.CancellationToken);
}
