using Homing.Reports.Provider.App.Jobs;
using Homing.Testing;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Provider.App.Jobs;

public sealed class JobSweepTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-jobs-");

    [Fact]
    public async Task Order_that_may_not_be_deleted_stops_nothing_and_is_tried_again()
    {
        var clock = new FakeTimeProvider();
        await using var provider = await ProviderProcess.StartAsync(_folder.FullName, null, clock, [("Kept", "01:00:00")]);
        var (stuck, other) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var order in new[] { stuck, other })
        {
            using var deleted = await provider.DeleteAsync(order);
        }

        // What is a folder cannot be deleted as a file: the system says that it is not permitted.
        var file = Path.Combine(_folder.FullName, "jobs", $"{stuck:N}.json");
        File.Delete(file);
        Directory.CreateDirectory(file);
        var sweep = Assert.Single(provider.GetAll<IHostedService>().OfType<JobSweep>());
        clock.Advance(TimeSpan.FromMinutes(61));

        await sweep.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(stuck, Assert.Single(provider.Store.All).Id);

        Directory.Delete(file);
        await sweep.RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(provider.Store.All);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
