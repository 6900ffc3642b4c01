using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.Tests.Trace.Mail;

namespace Homing.Reports.Tests.Trace;

/// <summary>The row "e-mail": server down, dropped after the final dot; at most once, and "uncertain" is a state of its own.</summary>
public sealed class MailDutyTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Server_down_is_tried_again_until_it_is_up()
    {
        var server = await MailServer.StartAsync();
        await server.DisposeAsync();
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync(0, SmtpAt(server));
        await scene.UntilAsync(() => process.Find(report)!.Mail is { State: MailState.Waiting, Attempt: 2 }, Tick);
        Assert.Equal(ReportState.Fetched, process.Find(report)!.State);
        await process.StopAsync();

        await using var up = await MailServer.StartAsync();
        var next = await scene.StartAsync(0, SmtpAt(up));
        await scene.UntilAsync(() => next.Find(report)!.Mail.State != MailState.Waiting, Tick);
        await scene.UntilAsync(() => next.Find(report)!.State == ReportState.Delivered);

        Assert.Equal((MailState.Sent, 3), (next.Find(report)!.Mail.State, next.Find(report)!.Mail.Attempt));
        Assert.Equal($"<{report}@homing.example>", (await up.NextAsync()).MessageId);
        Assert.Equal(0, up.Waiting);
    }

    [Fact]
    public async Task Server_that_stays_down_is_given_up_before_the_document_is_gone()
    {
        var server = await MailServer.StartAsync();
        await server.DisposeAsync();
        await using var scene = new TraceScene(SmtpAt(server));
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered, Tick);

        var given = process.Find(report)!;
        Assert.Equal(MailState.Failed, given.Mail.State);
        Assert.True(scene.Time.GetUtcNow() < given.ExpiresAt);
        Assert.InRange(given.Mail.Attempt, 3, 6);
        Assert.Single(await scene.PopupsAsync());
    }

    [Theory]
    [InlineData("refuse-rcpt-550", "550")]
    [InlineData("refuse-mail-554", "554")]
    [InlineData("no address", "none that mail can be sent to")]
    public async Task Mail_that_is_refused_for_ever_is_not_tried_again(string user, string reason)
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server));
        var report = await scene.GivenDocumentAsync(email: user.Contains(' ', StringComparison.Ordinal) ? user : $"{user}@homing.example");
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        Assert.Equal((MailState.Failed, 1), (process.Find(report)!.Mail.State, process.Find(report)!.Mail.Attempt));
        var entry = Assert.Single(process.Find(report)!.Timeline, entry => entry.Step == "mail_failed");
        Assert.Contains(reason, entry.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_after_the_final_dot_is_uncertain_and_not_sent_again()
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server));
        var report = await scene.GivenDocumentAsync(email: "drop-after-dot@homing.example");
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);
        Assert.Equal((MailState.Uncertain, 1), (process.Find(report)!.Mail.State, process.Find(report)!.Mail.Attempt));
        await scene.UntilAsync(() => process.Find(report)!.IsCleaned, Tick);

        await server.NextAsync();
        Assert.Equal(0, server.Waiting);
        Assert.Equal(MailState.Uncertain, process.Find(report)!.Mail.State);
    }

    [Fact]
    public async Task Uncertain_mail_is_sent_again_where_somebody_asks()
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server));
        var report = await scene.GivenDocumentAsync(email: "drop-after-dot@homing.example");
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        await scene.HappenAsync(report, new ReportMailWanted(1, TraceScene.Owner));
        await scene.UntilAsync(() => process.Find(report)!.Mail is { State: MailState.Uncertain, Attempt: 2 });

        Assert.Equal((await server.NextAsync()).MessageId, (await server.NextAsync()).MessageId);
    }

    [Fact]
    public async Task Uncertain_mail_is_sent_again_once_where_the_setting_says_so()
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server), ("Homing:Reports:Mail:RetryUncertain", "once"));
        var report = await scene.GivenDocumentAsync(email: "drop-after-dot@homing.example");
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.Mail is { State: MailState.Uncertain, Attempt: 2 });
        await scene.UntilAsync(() => process.Find(report)!.IsCleaned, Tick);

        Assert.Equal((MailState.Uncertain, 2), (process.Find(report)!.Mail.State, process.Find(report)!.Mail.Attempt));
        await server.NextAsync();
        await server.NextAsync();
        Assert.Equal(0, server.Waiting);
    }

    [Fact]
    public async Task Large_document_is_a_link_in_place_of_an_attachment()
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server), ("Homing:Reports:Mail:MaxAttachmentBytes", "19999"));
        var report = await scene.GivenDocumentAsync("Games <b>&</b>");
        var process = await scene.StartAsync();

        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);

        var mail = await server.NextAsync();
        Assert.Empty(mail.Attachments);
        Assert.Contains($"https://homing.example/reports/{report}\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Games &lt;b&gt;&amp;&lt;/b&gt;", mail.Html, StringComparison.Ordinal);
        var link = new Uri(mail.Text.Split('\n').Single(line => line.Contains("?token=", StringComparison.Ordinal)));
        Assert.Equal($"/api/reports/{report}/document", link.AbsolutePath);
        Assert.True(process.Get<DocumentLinks>().IsGood(link.Query["?token=".Length..], report));
        scene.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(process.Get<DocumentLinks>().IsGood(link.Query["?token=".Length..], report));
    }

    [Fact]
    public async Task Outcome_that_the_log_does_not_take_is_said_when_it_does()
    {
        await using var server = await MailServer.StartAsync();
        await using var scene = new TraceScene(SmtpAt(server));
        var failures = 0;
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered);
        await server.NextAsync();

        // From the moment the server has the second mail, the log is away for some time.
        scene.Log.FailAppend = topic => topic == ReportTopics.Events && server.Waiting > 0 && ++failures < 4
            ? new LogException(LogError.Unavailable, "on purpose") : null;
        var second = await scene.GivenDocumentAsync();
        await scene.UntilAsync(() => server.Waiting > 0);
        await scene.UntilAsync(() => process.Find(second)?.State == ReportState.Delivered, Tick);

        Assert.Equal((MailState.Sent, 1), (process.Find(second)!.Mail.State, process.Find(second)!.Mail.Attempt));
        await server.NextAsync();
        Assert.Equal(0, server.Waiting);
    }

    [Fact]
    public async Task First_mail_that_cannot_be_written_is_not_uncertain_and_is_tried_again()
    {
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var inTheWay = Path.Combine(scene.Folder, "outbox");
        await File.WriteAllTextAsync(inTheWay, "", TestContext.Current.CancellationToken);
        var process = await scene.StartAsync();
        await scene.UntilAsync(() => process.Find(report)!.Mail is { Attempt: 1, State: not MailState.Sending });
        Assert.Equal(MailState.Waiting, process.Find(report)!.Mail.State);

        File.Delete(inTheWay);
        await scene.UntilAsync(() => process.Find(report)!.State == ReportState.Delivered, Tick);

        Assert.Equal((MailState.Sent, 2), (process.Find(report)!.Mail.State, process.Find(report)!.Mail.Attempt));
        Assert.Single(scene.Outbox);
    }

    [Fact]
    public async Task Process_that_stops_leaves_no_mail_uncertain_that_was_not_handed_over()
    {
        await using var silent = await MailServer.StartAsync("--silent");
        await using var scene = new TraceScene();
        var report = await scene.GivenDocumentAsync();
        var process = await scene.StartAsync(0, SmtpAt(silent));
        await scene.UntilAsync(() => process.Find(report)!.Mail.State == MailState.Sending);

        await process.StopAsync();

        await using var server = await MailServer.StartAsync();
        var next = await scene.StartAsync(0, SmtpAt(server));
        await scene.UntilAsync(() => next.Find(report)!.State == ReportState.Delivered);
        Assert.Equal((MailState.Sent, 2), (next.Find(report)!.Mail.State, next.Find(report)!.Mail.Attempt));
    }

    [Fact]
    public async Task Server_that_hangs_keeps_no_popup_and_no_clean_up_waiting()
    {
        await using var silent = await MailServer.StartAsync("--silent");
        await using var scene = new TraceScene(SmtpAt(silent), ("Homing:Reports:MaxConcurrency", "1"));
        var first = await scene.GivenDocumentAsync();
        var second = await scene.GivenDocumentAsync();
        var failed = await scene.GivenAsync(new ReportApproved(1, "policy"), new ReportFailed("no"));
        var process = await scene.StartAsync();

        await scene.UntilAsync(() =>
            process.Find(first)!.PopupSent && process.Find(second)!.PopupSent && process.Find(failed)!.IsCleaned);

        Assert.Equal(3, (await scene.PopupsAsync()).Count);
    }

    private static (string Key, string Value) SmtpAt(MailServer server) =>
        ("Homing:Reports:Mail:Server", FormattableString.Invariant($"smtp://127.0.0.1:{server.Port}"));
}
