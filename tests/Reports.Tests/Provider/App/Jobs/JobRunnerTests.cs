using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.Provider.App.Kinds;
using Homing.Testing;

namespace Homing.Reports.Tests.Provider.App.Jobs;

/// <summary>What becomes of an order where the work on it fails.</summary>
public sealed class JobRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-jobs-");
    private readonly ScriptedBrowser _browser = new(ScriptedBrowser.WriteDocument);

    [Fact]
    public async Task What_stays_away_is_given_up_also_where_a_full_disk_came_between()
    {
        var games = new FailingGames(attempt => attempt == 8
            ? new IOException("The disk is full.")
            : new HomingException("db.internal:5432 does not answer.", isTransient: true));

        var job = await EndAsync(games);

        Assert.Equal((JobState.Failed, 9), (job.State, games.Tries));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 8)]
    public async Task Who_asked_is_not_told_where_the_things_of_the_provider_are(bool isTransient, int tries)
    {
        var games = new FailingGames(_ => new HomingException("The database db.internal:5432 refused the user reports.", isTransient));

        var job = await EndAsync(games);

        Assert.Equal((JobState.Failed, "Something failed at the provider.", tries), (job.State, job.Message, games.Tries));
    }

    [Fact]
    public async Task Who_asked_is_told_why_there_can_be_no_such_report()
    {
        var games = new FailingGames(_ => new ImpossibleReportException("The data has no game of 2021."));

        Assert.Equal("The data has no game of 2021.", (await EndAsync(games)).Message);
    }

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<Job> EndAsync(FailingGames games)
    {
        var clock = new FakeTimeProvider();
        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, _browser.Path, clock, games);
        var order = Orders.New();
        using var accepted = await provider.OrderAsync(order);
        await Eventually.TrueAsync(() =>
        {
            // No pause between two tries is longer.
            clock.Advance(TimeSpan.FromMinutes(1));
            return provider.Store.Find(order.ReportId) is { IsOpen: false };
        });
        return provider.Store.Find(order.ReportId)!;
    }
}
