using System.Text.Json;
using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

public sealed class ReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("7e57ab1e-0000-8000-8000-000000000001");
    private static readonly DocumentDescription Document = new(1234, new string('a', 64));
    private int _events;

    [Fact]
    public void Report_goes_the_whole_way()
    {
        var report = After(
            new ReportApproved(1, "policy"), new ReportSubmitted(Start.AddHours(1)), new ReportProgressed(40, "reads"),
            new ReportReady(Document), new ReportIsHere(Document, Start.AddHours(2)), new ReportPopupSent(),
            new ReportMailStarted(1, "c", Start.AddMinutes(2)), new ReportMailSent(1, "m"), new ReportDelivered(),
            new ReportExpired(), new ReportCleaned());

        Assert.Equal(ReportState.Expired, report.State);
        Assert.Equal(MailState.Sent, report.Mail.State);
        Assert.True(report.IsCleaned);
        Assert.Equal(
            ["requested", "approved", "preparing", "progress", "ready", "fetched", "popup", "mail", "mail_sent", "delivered", "expired", "cleaned"],
            report.Timeline.Select(entry => entry.Step));
    }

    [Fact]
    public void Of_approval_and_time_out_the_first_happened()
    {
        var waiting = After(new ReportApprovalRequested(1, "approver", Start.AddDays(1)));

        var (rejected, first) = waiting.Apply(Event(new ReportRejected(1, "policy", "not in time")));
        var (after, second) = rejected.Apply(Event(new ReportApproved(1, "approver")));

        Assert.Equal((Verdict.Applied, Verdict.TooLate), (first, second));
        Assert.Same(rejected, after);
    }

    [Fact]
    public void Edit_voids_the_approval_of_the_older_order()
    {
        var approved = After(new ReportApprovalRequested(1, "approver", Start.AddDays(1)), new ReportApproved(1, "approver"));

        var (edited, _) = approved.Apply(Event(new ReportEdited("analyst", approved.Order with { Title = "other" }, 1)));
        var (_, late) = edited.Apply(Event(new ReportApproved(1, "approver")));

        Assert.Equal((ReportState.Requested, 2), (edited.State, edited.OrderVersion));
        Assert.Equal(Verdict.TooLate, late);
    }

    [Fact]
    public void Event_survives_the_log()
    {
        var written = Event(new ReportFailed("the provider said no", "webhook-1"));

        Assert.True(ReportEvent.TryRead(written.ToEntry().Value!.Value, out var read, out _));

        Assert.Equal(written, read);
        Assert.Equal("ReportFailedEvent", read.Type);
    }

    private Report After(params ReportFact[] facts)
    {
        var report = Report.Begin(Event(new ReportRequested(
            "analyst", "analyst@homing.example", ["analyst"],
            new ReportOrder(ReportKinds.TopGames, "Games", JsonSerializer.SerializeToElement(new { year = 2015 }), 60), "f")))!;
        foreach (var fact in facts)
        {
            (report, var verdict) = report.Apply(Event(fact));
            Assert.Equal(Verdict.Applied, verdict);
        }

        return report;
    }

    private ReportEvent Event(ReportFact fact) => new(
        $"e{++_events}", "test", Id, Start.AddSeconds(_events), "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", fact);
}
