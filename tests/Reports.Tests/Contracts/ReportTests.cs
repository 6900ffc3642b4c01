using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

public sealed class ReportTests
{
    private static readonly DateTimeOffset Later = Story.Start.AddDays(1);
    private readonly Story _story = new();

    [Fact]
    public void Report_goes_the_whole_way()
    {
        var report = _story.Tell(
            new ReportApproved(1, "policy"), new ReportSubmitted(Later), new ReportProgressed(40, "reads"),
            new ReportReady(Story.Document), new ReportIsHere(Story.Document, Later), new ReportPopupSent(),
            new ReportMailStarted(1, "c", Later), new ReportMailSent(1, "m"), new ReportDelivered(),
            new ReportExpired(), new ReportCleaned());

        Assert.Equal(ReportState.Expired, report.State);
        Assert.Equal(MailState.Sent, report.Mail.State);
        Assert.True(report.IsCleaned);
        Assert.Equal(12, report.Changes);
        Assert.Equal(
            ["requested", "approved", "preparing", "progress", "ready", "fetched", "popup", "mail", "mail_sent", "delivered", "expired", "cleaned"],
            report.Timeline.Select(entry => entry.Step));
    }

    [Fact]
    public void Only_a_request_begins_a_report() => Assert.All(
        Story.OneOfEach, fact => Assert.Equal(fact is ReportRequested, Report.Begin(_story.Next(fact)) is not null));

    [Fact]
    public void Of_approval_and_time_out_the_first_happened()
    {
        var waiting = _story.Tell(new ReportApprovalRequested(1, "approver", Later));

        var (rejected, first) = waiting.Apply(_story.Next(new ReportRejected(1, "policy", "not in time")));
        var (after, second) = rejected.Apply(_story.Next(new ReportApproved(1, "approver")));

        Assert.Equal((Verdict.Applied, Verdict.TooLate), (first, second));
        Assert.Same(rejected, after);
        Assert.Equal("not in time", after.Reason);
    }

    [Fact]
    public void Edit_voids_the_approval_of_the_older_order()
    {
        var approved = _story.Tell(new ReportApprovalRequested(1, "approver", Later), new ReportApproved(1, "approver"));

        var edited = _story.Go(approved, new ReportEdited("analyst", approved.Order with { Title = "other" }, 1));

        Assert.Equal((ReportState.Requested, 2, "other"), (edited.State, edited.OrderVersion, edited.Order.Title));
        Assert.Null(edited.ApproverRole);
        Assert.Equal(Verdict.TooLate, edited.Apply(_story.Next(new ReportApproved(1, "approver"))).Verdict);
        Assert.Equal(Verdict.TooLate, edited.Apply(_story.Next(new ReportRejected(1, "policy"))).Verdict);
        Assert.Equal(Verdict.TooLate, edited.Apply(_story.Next(new ReportApprovalRequested(1, "approver", Later))).Verdict);
        Assert.Equal(Verdict.Applied, edited.Apply(_story.Next(new ReportApproved(2, "policy"))).Verdict);
    }

    [Fact]
    public void Of_two_edits_of_the_same_order_the_first_happened()
    {
        var report = _story.Tell();

        var edited = _story.Go(report, new ReportEdited("analyst", report.Order with { Title = "one" }, 1));
        var (after, verdict) = edited.Apply(_story.Next(new ReportEdited("analyst", report.Order with { Title = "two" }, 1)));

        Assert.Equal((Verdict.TooLate, "one"), (verdict, after.Order.Title));
    }

    [Fact]
    public void Order_that_the_provider_may_have_is_not_changed_any_more_and_is_taken_back_there()
    {
        var approved = _story.Tell(new ReportApproved(1, "policy"));
        Assert.True(approved.CanBeEdited);
        Assert.False(approved.IsAtProvider);

        var started = _story.Go(approved, new ReportSubmissionStarted(1, Later));

        Assert.False(started.CanBeEdited);
        Assert.Equal(Verdict.TooLate, started.Apply(_story.Next(new ReportEdited("analyst", Story.Order, 1))).Verdict);
        Assert.Equal(Verdict.TooLate, started.Apply(_story.Next(new ReportSubmissionStarted(1, Later))).Verdict);
        Assert.True(_story.Go(started, new ReportCancelled("analyst")).IsAtProvider);
        Assert.Equal(Verdict.TooLate, approved.Apply(_story.Next(new ReportSubmissionStarted(2, Later))).Verdict);
    }

    [Fact]
    public void Of_an_edit_and_the_way_to_the_provider_the_first_happened()
    {
        var edited = _story.Tell(new ReportApproved(1, "policy"), new ReportEdited("analyst", Story.Order, 1), new ReportApproved(2, "policy"));

        Assert.Equal(Verdict.TooLate, edited.Apply(_story.Next(new ReportSubmissionStarted(1, Later))).Verdict);
        Assert.Equal(Verdict.Applied, edited.Apply(_story.Next(new ReportSubmissionStarted(2, Later))).Verdict);
    }

    [Fact]
    public void Same_request_again_is_repeated_and_another_under_its_key_is_too_late()
    {
        var report = _story.Tell();

        Assert.Equal(Verdict.Repeated, report.Apply(_story.Next(Story.Request)).Verdict);
        Assert.Equal(Verdict.TooLate, report.Apply(_story.Next(Story.Request with { Fingerprint = "g" })).Verdict);
        Assert.Equal(Verdict.TooLate, report.Apply(_story.Next(Story.Request with { By = "ceo" })).Verdict);
    }

    [Fact]
    public void Progress_only_rises_and_only_its_newest_stands_in_the_timeline()
    {
        var report = _story.Tell(
            [.. Story.WayTo(ReportState.Preparing), new ReportProgressed(10, "reads"), new ReportProgressed(30, "draws"), new ReportProgressed(30, "prints")]);

        Assert.Equal((30, "prints"), (report.Progress, report.ProgressMessage));
        Assert.Equal("30 %: prints", Assert.Single(report.Timeline, entry => entry.Step == "progress").Note);
        Assert.Equal(Verdict.TooLate, report.Apply(_story.Next(new ReportProgressed(29, "reads"))).Verdict);
        Assert.Equal(Verdict.TooLate, report.Apply(_story.Next(new ReportProgressed(-1, "reads"))).Verdict);
        Assert.Equal(100, _story.Go(report, new ReportProgressed(1_000, "prints")).Progress);
    }

    [Fact]
    public void Call_back_that_is_faster_than_our_note_counts_and_the_provider_is_cleaned_up_after_it()
    {
        var report = _story.Tell(new ReportApproved(1, "policy"), new ReportReady(Story.Document, "msg_1"));

        Assert.Equal(ReportState.Ready, report.State);
        Assert.True(report.IsAtProvider);
        Assert.Equal(Verdict.TooLate, report.Apply(_story.Next(new ReportSubmitted(Later))).Verdict);
    }

    [Fact]
    public void Of_two_senders_of_a_mail_one_sends()
    {
        var report = _story.Tell(Story.WayTo(ReportState.Fetched));

        var (claimed, first) = report.Apply(_story.Next(new ReportMailStarted(1, "one", Later)));
        var (after, second) = claimed.Apply(_story.Next(new ReportMailStarted(1, "two", Later)));

        Assert.Equal((Verdict.Applied, Verdict.TooLate), (first, second));
        Assert.Equal("one", after.Mail.Claim);
    }

    [Fact]
    public void Mail_that_failed_for_now_is_tried_again_and_one_that_failed_for_good_is_not()
    {
        var report = _story.Tell([.. Story.WayTo(ReportState.Fetched), new ReportMailStarted(1, "c", Later)]);

        var waiting = _story.Go(report, new ReportMailFailed(1, "busy", Later));
        var failed = _story.Go(report, new ReportMailFailed(1, "no such box"));

        Assert.Equal(new MailStatus(MailState.Waiting, 1, null, Later), waiting.Mail);
        Assert.Equal(MailState.Failed, failed.Mail.State);
        Assert.Equal(Verdict.TooLate, waiting.Apply(_story.Next(new ReportMailStarted(1, "c", Later))).Verdict);
        Assert.Equal(Verdict.Applied, waiting.Apply(_story.Next(new ReportMailStarted(2, "c", Later))).Verdict);
        Assert.Equal(Verdict.TooLate, failed.Apply(_story.Next(new ReportMailStarted(2, "c", Later))).Verdict);
    }

    [Fact]
    public void Uncertain_mail_is_sent_again_only_where_somebody_wants_it()
    {
        var uncertain = _story.Tell(
            [.. Story.WayTo(ReportState.Fetched), new ReportMailStarted(1, "c", Later), new ReportMailUncertain(1, "dropped")]);

        Assert.True(uncertain.Mail.IsSettled);
        Assert.Equal(Verdict.TooLate, uncertain.Apply(_story.Next(new ReportMailStarted(2, "c", Later))).Verdict);
        var wanted = _story.Go(uncertain, new ReportMailWanted(1, "analyst"));
        Assert.Equal(Verdict.TooLate, wanted.Apply(_story.Next(new ReportMailWanted(1, "analyst"))).Verdict);
        Assert.Equal(MailState.Sent, _story.Go(wanted, new ReportMailStarted(2, "d", Later), new ReportMailSent(2, "m")).Mail.State);
    }

    [Fact]
    public void Word_of_who_sent_a_mail_counts_though_others_took_it_for_uncertain()
    {
        var uncertain = _story.Tell(
            [.. Story.WayTo(ReportState.Fetched), new ReportMailStarted(1, "c", Later), new ReportMailUncertain(1, "silent")]);

        Assert.Equal(MailState.Sent, _story.Go(uncertain, new ReportMailSent(1, "m")).Mail.State);
        Assert.Equal(MailState.Waiting, _story.Go(uncertain, new ReportMailFailed(1, "busy", Later)).Mail.State);
    }

    [Fact]
    public void Popup_is_sent_once()
    {
        var told = _story.Tell([.. Story.WayTo(ReportState.Failed), new ReportPopupSent()]);

        Assert.Equal(Verdict.TooLate, told.Apply(_story.Next(new ReportPopupSent())).Verdict);
    }

    [Fact]
    public void Document_is_cleaned_up_once_and_only_when_nothing_comes_any_more()
    {
        var expired = _story.Tell(Story.WayTo(ReportState.Expired));
        var cleaned = _story.Go(expired, new ReportCleaned());

        Assert.Equal(Verdict.TooLate, cleaned.Apply(_story.Next(new ReportCleaned())).Verdict);
    }
}
