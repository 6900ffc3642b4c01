using System.Globalization;
using Homing.Reports.Contracts;
using Homing.Reports.Tests.Trace.Mail;

namespace Homing.Reports.Tests.Trace;

/// <summary>
/// The process dies before or after each thing that lasts, and another one goes on: one mail or "uncertain", one popup, no file
/// left, nothing stuck.
/// </summary>
public sealed class CrashTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Document_by_files() => await ForEachPlaceAsync(
        [], scene => scene.GivenDocumentAsync(), (scene, report, _) =>
        {
            // A file is there or not, so nothing of it is uncertain.
            Assert.Equal(MailState.Sent, report.Mail.State);
            Assert.Equal([$"{report.Id}@homing.example.eml"], scene.Outbox);
        });

    [Fact]
    public async Task Document_by_a_mail_server()
    {
        await using var server = await MailServer.StartAsync();
        var settings = ("Homing:Reports:Mail:Server", string.Create(CultureInfo.InvariantCulture, $"smtp://127.0.0.1:{server.Port}"));

        var reports = new List<Report>();

        await ForEachPlaceAsync([settings], scene => scene.GivenDocumentAsync(), (_, report, _) => reports.Add(report));

        var taken = await server.AllAsync();
        Assert.All(reports, report =>
        {
            var mails = taken.Count(mail => mail.MessageId == $"<{report.Id}@homing.example>");
            Assert.Equal(1, report.Mail.Attempt);
            Assert.True(
                report.Mail.State == MailState.Sent ? mails == 1 : report.Mail.State == MailState.Uncertain && mails <= 1,
                $"The mail is {report.Mail.State}, and {mails} came.");
        });

        // Both kinds of "uncertain" came up: it dies before it is handed over, and before it has said so.
        Assert.Equal([0, 1], reports.Where(report => report.Mail.State == MailState.Uncertain)
            .Select(report => taken.Count(mail => mail.MessageId == $"<{report.Id}@homing.example>")).Distinct().Order());
    }

    [Fact]
    public async Task Report_that_failed() => await ForEachPlaceAsync(
        [],
        async scene =>
        {
            var report = await scene.GivenAsync(
                new ReportApproved(1, "policy"), new ReportSubmitted(scene.Time.GetUtcNow()), new ReportFailed("no"));
            await scene.PutAsync(report);
            return report;
        },
        (scene, report, _) => Assert.Empty(scene.Outbox));

    [Fact]
    public async Task Report_that_was_taken_back() => await ForEachPlaceAsync(
        [],
        async scene =>
        {
            var report = await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportCancelled("analyst"));
            await scene.PutAsync(report);
            return report;
        },
        (scene, report, popups) => Assert.Equal(0, popups),
        popups: 0);

    /// <summary>Processes die one after the other, at places that a seed names.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Several_deaths(int seed)
    {
        var random = new Random(seed);
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();

        await LiveAsync(scene, report, [.. Enumerable.Range(0, 4).Select(_ => random.Next(1, 12)), 0]);
    }

    private static async Task ForEachPlaceAsync(
        (string Key, string Value)[] settings,
        Func<TraceScene, Task<Guid>> given,
        Action<TraceScene, Report, int> check,
        int popups = 1)
    {
        var places = 1;
        for (var fatal = 0; fatal <= places; fatal++)
        {
            await using var scene = new TraceScene(settings);
            var report = await given(scene);
            var (last, first) = await LiveAsync(scene, report, fatal == 0 ? [0] : [fatal, 0]);
            if (fatal == 0)
            {
                places = first.Mortality.Places.Count;
                Assert.InRange(places, 4, 40);
            }

            check(scene, last, (await scene.PopupsAsync()).DistinctBy(popup => popup.Id).Count());
            Assert.Equal(popups, (await scene.PopupsAsync()).DistinctBy(popup => popup.Id).Count());
        }
    }

    // Lets one process after the other live until it dies or there is nothing more to do. The clock is only turned while nothing
    // else goes on: it would use up the patience of who is at work.
    private static async Task<(Report Last, TraceProcess First)> LiveAsync(TraceScene scene, Guid report, int[] fatals)
    {
        TraceProcess? first = null;
        var deadClaims = new List<string?>();
        foreach (var fatal in fatals)
        {
            var process = await scene.StartAsync(fatal);
            first ??= process;
            await scene.UntilAsync(
                () => process.Mortality.IsDead || process.Find(report) is { State: ReportState.Delivered } or { IsCleaned: true },
                () => process.Find(report)?.Mail is { } mail && (mail.State == MailState.Waiting
                    || (mail.State == MailState.Sending && deadClaims.Contains(mail.Claim))) ? Tick : TimeSpan.Zero);
            await scene.UntilAsync(() => process.Mortality.IsDead || process.Find(report)!.IsCleaned, Tick);
            if (process.Mortality.IsDead)
            {
                await process.Ledger.CatchUpAsync(TestContext.Current.CancellationToken);
                deadClaims.Add(process.Find(report)?.Mail.Claim);
                await scene.CrashAsync(process);
                continue;
            }

            await scene.UntilAsync(() => process.Open == 0);
            Assert.Empty(scene.DocumentFiles);
            Assert.False(scene.Provider.Has(report));
            await scene.UntilAllDoneAsync();
            return (process.Find(report)!, first);
        }

        throw new InvalidOperationException("The last one must live.");
    }
}
