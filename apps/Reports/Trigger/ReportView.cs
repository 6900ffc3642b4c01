using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Homing.Http;
using Homing.Reports.Contracts;

namespace Homing.Reports.Trigger;

/// <summary>A report as people and programs see it.</summary>
internal sealed record ReportView
{
    public required Guid ReportId { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    [AllowedValues(
        "requested", "awaiting_approval", "approved", "preparing", "ready", "fetched", "delivered", "expired", "rejected", "failed", "cancelled")]
    public required string State { get; init; }

    /// <summary>In percent.</summary>
    [Range(0, 100)]
    public required int Progress { get; init; }

    /// <summary>What the provider is doing, in words.</summary>
    public required string? ProgressMessage { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTime RequestedAt { get; init; }

    /// <summary>When the document's life time is over, once it is here.</summary>
    public required DateTime? ExpiresAt { get; init; }

    public required IReadOnlyList<TimelineView> Timeline { get; init; }

    /// <summary>Of the order: one more with each change.</summary>
    public required int Version { get; init; }

    [DescribedAs(typeof(ReportParameters))]
    public required JsonElement Parameters { get; init; }

    public required int LifetimeMinutes { get; init; }

    /// <summary>Null where nobody has to approve it.</summary>
    public required ApprovalView? Approval { get; init; }

    /// <summary>Why it was rejected or failed.</summary>
    public required string? Reason { get; init; }

    public required MailView Mail { get; init; }

    /// <summary>Null where it is not here.</summary>
    public required DocumentDescription? Document { get; init; }

    /// <summary>The trace that all of it belongs to, in 32 hexadecimal digits.</summary>
    public required string? TraceId { get; init; }

    public static ReportView Of(Report report) => new()
    {
        ReportId = report.Id,
        Kind = report.Order.Kind,
        Title = report.Order.Title,
        State = ReportStates.NameOf(report.State),
        Progress = report.Progress,
        ProgressMessage = report.ProgressMessage,
        RequestedBy = report.RequestedBy,
        RequestedAt = report.RequestedAt.UtcDateTime,
        ExpiresAt = report.ExpiresAt?.UtcDateTime,
        Timeline = [.. report.Timeline.Select(entry => new TimelineView(entry.At.UtcDateTime, entry.Step, entry.By, entry.Note))],
        Version = report.OrderVersion,
        Parameters = report.Order.Parameters,
        LifetimeMinutes = report.Order.LifetimeMinutes,
        Approval = report.ApproverRole is { } role ? new ApprovalView(role, report.ApprovalUntil?.UtcDateTime) : null,
        Reason = report.Reason,
        Mail = new MailView(MailStates.NameOf(report.Mail.State), report.Mail.Attempt),
        Document = report.State.HasDocument() ? report.Document : null,
        TraceId = Tracing.TraceContext.Parse(report.TraceParent)?.Context.TraceId.ToHexString(),
    };
}

/// <summary>A line of a report's history.</summary>
/// <param name="At">When.</param>
/// <param name="Step">What happened, one word.</param>
/// <param name="By">The service, or the user.</param>
/// <param name="Note">What is to be said about it.</param>
internal sealed record TimelineView(DateTime At, string Step, string By, string? Note);

/// <summary>Whose approval a report needs or needed.</summary>
/// <param name="Role">Theirs.</param>
/// <param name="Until">When it counts as rejected; null once it is decided.</param>
internal sealed record ApprovalView(string Role, DateTime? Until);

/// <summary>How the mail stands.</summary>
/// <param name="State">none, sending, sent, waiting, failed or uncertain.</param>
/// <param name="Attempt">The newest attempt; 0 before the first.</param>
internal sealed record MailView(
    [property: AllowedValues("none", "sending", "sent", "waiting", "failed", "uncertain")] string State, int Attempt);

/// <summary>What <c>POST /api/reports</c> answers: what the request did, not how the report stands.</summary>
internal sealed record RequestedView(Guid ReportId, [property: AllowedValues("requested")] string State);

/// <summary>What <c>GET /api/reports/kinds</c> answers.</summary>
internal sealed record KindsView(
    IReadOnlyList<Orders.KindDescription> Kinds, LimitsView Years, LimitsView TitleLength, LimitsView LifetimeMinutes);

/// <summary>A range, its ends included.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Default">What it is where it is left out; null where that depends.</param>
internal sealed record LimitsView(int Min, int Max, int? Default = null);
