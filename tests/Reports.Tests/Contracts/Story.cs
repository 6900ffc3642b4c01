using System.Globalization;
using System.Text.Json;
using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Contracts;

/// <summary>Makes the events of one report, each a second after the one before.</summary>
internal sealed class Story(Guid? id = null)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DocumentDescription Document = new(1234, new string('a', 64));
    public static readonly ReportOrder Order = new(
        ReportKinds.TopGames, "Games", JsonSerializer.SerializeToElement(new { year = 2015, limit = 50 }), 60);

    public static readonly ReportRequested Request = new("analyst", "analyst@homing.example", ["analyst"], Order, "f");

    private static readonly DateTimeOffset Later = Start.AddDays(1);
    private int _events;

    public Guid Id { get; } = id ?? Guid.Parse("7e57ab1e-0000-8000-8000-000000000001");

    /// <summary>One fact of every kind there is.</summary>
    public static IReadOnlyList<ReportFact> OneOfEach { get; } =
    [
        Request, new ReportEdited("analyst", Order with { Title = "Other" }, 1), new ReportApprovalRequested(1, "approver", Later),
        new ReportApproved(1, "approver", "fine"), new ReportRejected(1, "approver", "why?"),
        new ReportSubmissionStarted(1, Later), new ReportSubmitted(Later),
        new ReportProgressed(40, "reads sales"), new ReportReady(Document, "msg_1"), new ReportFailed("no such year", "msg_2"),
        new ReportIsHere(Document, Later), new ReportPopupSent(), new ReportMailStarted(1, "claim", Later),
        new ReportMailSent(1, "<id@homing.example>"), new ReportMailFailed(1, "refused", Later),
        new ReportMailUncertain(1, "dropped"), new ReportMailWanted(1, "analyst"), new ReportDelivered(),
        new ReportCancelled("analyst"), new ReportExpired(), new ReportCleaned(),
    ];

    /// <summary>What leads to a state by the shortest way.</summary>
    public static IReadOnlyList<ReportFact> WayTo(ReportState state) => state switch
    {
        ReportState.Requested => [],
        ReportState.AwaitingApproval => [new ReportApprovalRequested(1, "approver", Later)],
        ReportState.Approved => [new ReportApproved(1, "policy")],
        ReportState.Preparing => [.. WayTo(ReportState.Approved), new ReportSubmitted(Later)],
        ReportState.Ready => [.. WayTo(ReportState.Preparing), new ReportReady(Document)],
        ReportState.Fetched => [.. WayTo(ReportState.Ready), new ReportIsHere(Document, Later)],
        ReportState.Delivered => [.. WayTo(ReportState.Fetched), new ReportDelivered()],
        ReportState.Expired => [.. WayTo(ReportState.Delivered), new ReportExpired()],
        ReportState.Rejected => [.. WayTo(ReportState.AwaitingApproval), new ReportRejected(1, "approver")],
        ReportState.Failed => [.. WayTo(ReportState.Preparing), new ReportFailed("no such year")],
        ReportState.Cancelled => [.. WayTo(ReportState.Preparing), new ReportCancelled("analyst")],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The next event.</summary>
    public ReportEvent Next(ReportFact fact)
    {
        _events++;
        return new ReportEvent(
            string.Create(CultureInfo.InvariantCulture, $"e{_events}"), "test", Id, Start.AddSeconds(_events),
            "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", fact);
    }

    /// <summary>The report after these facts, of which each happened.</summary>
    public Report Tell(params IEnumerable<ReportFact> facts) => Go(Report.Begin(Next(Request))!, facts);

    /// <summary>The report after these facts more, of which each happened.</summary>
    public Report Go(Report report, params IEnumerable<ReportFact> facts)
    {
        foreach (var fact in facts)
        {
            (report, var verdict) = report.Apply(Next(fact));
            Assert.True(verdict == Verdict.Applied, $"{fact} was {verdict} while {report.State}, mail {report.Mail}");
        }

        return report;
    }

    /// <summary>Everything that can be seen of a report, as text.</summary>
    public static string Picture(Report report) => JsonSerializer.Serialize(new
    {
        report.Id,
        State = $"{report.State}",
        report.Order,
        report.OrderVersion,
        report.Changes,
        report.RequestedBy,
        report.Email,
        report.Roles,
        report.Fingerprint,
        report.RequestedAt,
        report.ChangedAt,
        report.TraceParent,
        report.Progress,
        report.ProgressMessage,
        report.ApproverRole,
        report.ApprovalUntil,
        report.ProviderDeadline,
        report.Document,
        report.ExpiresAt,
        report.Reason,
        report.Mail,
        report.PopupSent,
        report.IsCleaned,
        report.Timeline,
    });
}
