using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Trace;

/// <summary>Who asked is told: once, and nobody else.</summary>
public sealed class TellingTests
{
    [Fact]
    public async Task Document_that_is_here_is_told_by_popup_and_mail()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync("Yılın oyunları");
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        var (id, user, topic, body) = Assert.Single(await scene.PopupsAsync());
        Assert.Equal(($"report-{report:N}-fetched", TraceScene.Owner, "report"), (id, user, topic));
        Assert.Equal(
            $$"""{"report_id":"{{report}}","title":"Yılın oyunları","kind":"top-games","state":"fetched","document_url":"/api/reports/{{report}}/document"}""",
            System.Text.RegularExpressions.Regex.Unescape(body.GetRawText()));
        Assert.Equal([$"{report}@homing.example.eml"], scene.Outbox);
        var told = process.Find(report)!;
        Assert.Equal((MailState.Sent, 1), (told.Mail.State, told.Mail.Attempt));
        Assert.Equal(
            ["delivered", "fetched", "mail", "mail_sent", "popup"],
            told.Timeline.Select(entry => entry.Step).Except(["requested", "approved", "preparing", "ready"]).Order());
        Assert.All(told.Timeline.Skip(5), entry => Assert.Equal("report-trace", entry.By));
    }

    [Theory]
    [InlineData("failed", "the provider said no")]
    [InlineData("rejected", "not this year")]
    public async Task Report_that_does_not_come_is_told_with_its_reason(string state, string reason)
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenAsync(state == "failed"
            ? [new ReportApproved(1, "policy"), new ReportFailed(reason)]
            : [new ReportApprovalRequested(1, "approver", scene.Time.GetUtcNow().AddDays(1)), new ReportRejected(1, "approver", reason)]);
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.IsCleaned);

        var (id, user, _, body) = Assert.Single(await scene.PopupsAsync());
        Assert.Equal(($"report-{report:N}-{state}", TraceScene.Owner), (id, user));
        Assert.Equal((state, reason), (body.GetProperty("state").GetString(), body.GetProperty("reason").GetString()));
        Assert.False(body.TryGetProperty("document_url", out _));
        Assert.Empty(scene.Outbox);
    }

    [Fact]
    public async Task Who_took_it_back_is_told_nothing()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenAsync(new ReportCancelled(TraceScene.Owner));
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.IsCleaned);

        Assert.Empty(await scene.PopupsAsync());
        Assert.Empty(scene.Outbox);
    }

    [Fact]
    public async Task Report_that_is_not_here_yet_is_none_of_its_business()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportSubmitted(scene.Time.GetUtcNow().AddHours(1)));
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report) is not null && process.Open == 0);
        await scene.UntilAllDoneAsync();

        Assert.Empty(await scene.PopupsAsync());
        Assert.Equal(3, process.Find(report)!.Timeline.Count);
    }

    [Fact]
    public async Task Two_processes_tell_once()
    {
        await using var scene = new TraceScene();
        var reports = new List<Guid>();
        for (var index = 0; index < 20; index++)
        {
            reports.Add(await scene.GivenDocumentAsync());
        }

        var first = await scene.StartAsync();
        var second = await scene.StartAsync();
        await scene.UntilAsync(() => reports.TrueForAll(report => first.Find(report)!.State == ReportState.Delivered));

        Assert.Equal(20, (await scene.PopupsAsync()).DistinctBy(popup => popup.Id).Count());
        Assert.All(reports, report => Assert.Equal(
            (MailState.Sent, 1), (second.Find(report)!.Mail.State, second.Find(report)!.Mail.Attempt)));
    }
}
