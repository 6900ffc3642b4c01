using Homing.Reports.Contracts;
using Homing.Reports.Trace.Cleaning;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Trace;

/// <summary>The row "clean-up": both storages, while somebody downloads, twice; and files that no report has.</summary>
public sealed class CleaningTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task When_its_life_time_is_over_nothing_is_left_in_either_storage()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);
        scene.Time.Advance(process.Find(report)!.ExpiresAt!.Value - scene.Time.GetUtcNow() - TimeSpan.FromTicks(1));
        Assert.NotEmpty(scene.DocumentFiles);

        await scene.UntilAsync(() => process.Find(report)!.IsCleaned, TimeSpan.FromTicks(1));

        Assert.Equal(ReportState.Expired, process.Find(report)!.State);
        Assert.Empty(scene.DocumentFiles);
        Assert.False(scene.Provider.Has(report));
        await scene.UntilAsync(() => process.Open == 0);
        await scene.UntilAllDoneAsync();
    }

    [Fact]
    public async Task Who_downloads_while_it_is_cleaned_gets_all_of_it()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);
        await using var download = scene.Documents.Open(report, process.Find(report)!.Document!)!;
        var content = new byte[20_000];
        await download.ReadExactlyAsync(content.AsMemory(0, 100), TestContext.Current.CancellationToken);

        await scene.UntilAsync(() => process.Find(report)!.IsCleaned, Tick);
        await download.ReadExactlyAsync(content.AsMemory(100), TestContext.Current.CancellationToken);

        Assert.Equal(process.Find(report)!.Document!.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
        Assert.Null(scene.Documents.Open(report, process.Find(report)!.Document!));
    }

    [Fact]
    public async Task Provider_that_is_down_is_asked_until_it_is_up_and_ours_does_not_wait()
    {
        await using var scene = new TraceScene();
        scene.Provider.Failure = new HomingException("down", isTransient: true);
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Expired && scene.DocumentFiles.Length == 0, Tick);
        Assert.True(scene.Provider.Has(report));
        Assert.False(process.Find(report)!.IsCleaned);

        scene.Provider.Failure = null;
        await scene.UntilAsync(() => process.Find(report)!.IsCleaned, Tick);

        Assert.False(scene.Provider.Has(report));
    }

    [Fact]
    public async Task Report_that_ended_before_it_was_here_leaves_nothing_either()
    {
        await using var scene = new TraceScene();
        var reports = new List<Guid>
        {
            await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportSubmitted(scene.Time.GetUtcNow()), new ReportFailed("no")),
            await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportSubmitted(scene.Time.GetUtcNow()), new ReportCancelled("analyst")),
            await scene.GivenAsync(new ReportRejected(1, "policy", "no")),

            // Cancelled between the provider's taking it and our hearing of that.
            await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportCancelled("analyst")),
        };
        foreach (var report in reports)
        {
            await scene.PutAsync(report);
        }

        var process = await scene.StartAsync();
        await scene.UntilAsync(() => reports.TrueForAll(report => process.Find(report)!.IsCleaned));

        Assert.Empty(scene.DocumentFiles);
        Assert.All(reports, report => Assert.False(scene.Provider.Has(report)));
    }

    [Fact]
    public async Task Life_time_that_ended_while_nobody_ran_ends_at_the_start()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        scene.Time.Advance(TimeSpan.FromDays(1));

        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.IsCleaned);

        Assert.Empty(await scene.PopupsAsync());
        Assert.Empty(scene.Outbox);
    }

    [Fact]
    public async Task Old_files_of_no_report_or_of_one_that_is_over_are_deleted_at_the_start_and_each_hour()
    {
        await using var scene = new TraceScene();
        scene.Time.JumpWallClock(TimeProvider.System.GetUtcNow() - scene.Time.GetUtcNow());
        var here = await scene.GivenDocumentAsync();
        var over = await scene.GivenAsync(new ReportCancelled("analyst"));
        var unknown = Guid.NewGuid();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(over)!.IsCleaned && process.Find(here)!.State == ReportState.Delivered);
        await scene.PutAsync(over);
        await scene.PutAsync(unknown);
        scene.Documents.OpenPart(unknown, new DocumentDescription(10, new string('b', 64))).Dispose();
        Assert.Equal(4, scene.DocumentFiles.Length);

        process.Get<IEnumerable<IHostedService>>().OfType<StorageSweep>().Single().Sweep();
        Assert.Equal(4, scene.DocumentFiles.Length);
        scene.Time.JumpWallClock(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
        scene.Time.Advance(TimeSpan.FromHours(1));

        // That of the report which is here is only deleted because its time is over, too.
        await scene.UntilAsync(() => scene.DocumentFiles.Length == 0, Tick);
        await scene.UntilAsync(() => process.Find(here)!.IsCleaned, Tick);
    }

    [Fact]
    public async Task Document_of_a_report_that_is_here_is_no_orphan_however_old()
    {
        await using var scene = new TraceScene(("Homing:Reports:Trace:OrphanAge", "00:01:00"));
        scene.Time.JumpWallClock(TimeProvider.System.GetUtcNow() - scene.Time.GetUtcNow());
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);
        scene.Time.Advance(TimeSpan.FromMinutes(9));

        process.Get<IEnumerable<IHostedService>>().OfType<StorageSweep>().Single().Sweep();

        Assert.Single(scene.DocumentFiles);
    }
}
