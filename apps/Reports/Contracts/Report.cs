using System.Collections.Immutable;

namespace Homing.Reports.Contracts;

/// <summary>
/// A report as its events have made it: a fold over <see cref="ReportTopics.Events"/>. Of two events that rule each other
/// out the first in the log happened, for everybody.
/// </summary>
public sealed record Report
{
    // Seen events are remembered, so that the same one again is told from one that comes too late.
    private ImmutableHashSet<string> _seen = [];

    /// <summary>The report.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it stands.</summary>
    public ReportState State { get; private init; }

    /// <summary>What is asked for.</summary>
    public required ReportOrder Order { get; init; }

    /// <summary>1 for the order as it was first; one more with each change.</summary>
    public int OrderVersion { get; private init; } = 1;

    /// <summary>Who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Where the document is sent.</summary>
    public required string Email { get; init; }

    /// <summary>The roles of who asked.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Tells the same request from another one under the same idempotency key.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the newest event that changed something happened.</summary>
    public DateTimeOffset ChangedAt { get; private init; }

    /// <summary>Where the trace of the report began, as W3C Trace Context writes it.</summary>
    public required string TraceParent { get; init; }

    /// <summary>How far it is, in percent.</summary>
    public int Progress { get; private init; }

    /// <summary>What the provider is doing, in words.</summary>
    public string? ProgressMessage { get; private init; }

    /// <summary>The role that may approve it; null where nobody has to.</summary>
    public string? ApproverRole { get; private init; }

    /// <summary>When it counts as rejected, while it awaits approval.</summary>
    public DateTimeOffset? ApprovalUntil { get; private init; }

    /// <summary>When we stop waiting for the provider.</summary>
    public DateTimeOffset? ProviderDeadline { get; private init; }

    /// <summary>What the document is, once the provider has made it.</summary>
    public DocumentDescription? Document { get; private init; }

    /// <summary>When the document's life time is over, once it is here.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>Why it was rejected or failed.</summary>
    public string? Reason { get; private init; }

    /// <summary>The mail.</summary>
    public MailStatus Mail { get; private init; } = MailStatus.None;

    /// <summary>True once the popup is in the mailbox of who asked.</summary>
    public bool PopupSent { get; private init; }

    /// <summary>True once the provider may have something of the report.</summary>
    public bool IsAtProvider => ProviderDeadline is not null;

    /// <summary>True while the order may still be changed.</summary>
    public bool CanBeEdited => State.IsBeforeProvider() && !IsAtProvider;

    /// <summary>True once nothing of the report is in either storage any more.</summary>
    public bool IsCleaned { get; private init; }

    /// <summary>What happened, oldest first; of its progress only the newest.</summary>
    public ImmutableList<TimelineEntry> Timeline { get; private init; } = [];

    /// <summary>The report that an event begins; null where the event is not the request of one.</summary>
    public static Report? Begin(ReportEvent first)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.Fact is not ReportRequested requested ? null : new Report
        {
            Id = first.ReportId,
            Order = requested.Order,
            RequestedBy = requested.By,
            Email = requested.Email,
            Roles = requested.Roles,
            Fingerprint = requested.Fingerprint,
            RequestedAt = first.Time,
            ChangedAt = first.Time,
            TraceParent = first.TraceParent,
            Timeline = [new TimelineEntry(first.Time, "requested", requested.By, requested.Order.Title)],
            _seen = [first.Id],
        };
    }

    /// <summary>The report after an event, and what the event meant. An event that did not happen changes nothing.</summary>
    public (Report After, Verdict Verdict) Apply(ReportEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (_seen.Contains(next.Id))
        {
            return (this, Verdict.Repeated);
        }

        var (after, verdict) = next.Fact switch
        {
            ReportRequested again => (this, again.Fingerprint == Fingerprint ? Verdict.Repeated : Verdict.TooLate),
            ReportEdited edited => On(CanBeEdited && edited.OrderVersion == OrderVersion, () => this with
            {
                State = ReportState.Requested,
                Order = edited.Order,
                OrderVersion = OrderVersion + 1,
                ApproverRole = null,
                ApprovalUntil = null,
            }),
            ReportApprovalRequested asked => On(
                State == ReportState.Requested && asked.OrderVersion == OrderVersion, () => this with
                {
                    State = ReportState.AwaitingApproval,
                    ApproverRole = asked.Role,
                    ApprovalUntil = asked.Until,
                }),
            ReportApproved approved => On(
                State is ReportState.Requested or ReportState.AwaitingApproval && approved.OrderVersion == OrderVersion,
                () => this with { State = ReportState.Approved, ApprovalUntil = null }),
            ReportRejected rejected => On(
                State is ReportState.Requested or ReportState.AwaitingApproval && rejected.OrderVersion == OrderVersion,
                () => this with { State = ReportState.Rejected, ApprovalUntil = null, Reason = rejected.Note }),
            ReportSubmissionStarted started => On(
                State == ReportState.Approved && !IsAtProvider && started.OrderVersion == OrderVersion,
                () => this with { ProviderDeadline = started.Deadline }),
            ReportSubmitted submitted => On(
                State == ReportState.Approved,
                () => this with { State = ReportState.Preparing, ProviderDeadline = submitted.Deadline }),
            ReportProgressed progressed => On(
                State == ReportState.Preparing && progressed.Percent >= Progress,
                () => this with { Progress = Math.Min(progressed.Percent, 100), ProgressMessage = progressed.Message }),

            // A call back may be faster than our own note that the provider has taken the order.
            ReportReady ready => On(
                State is ReportState.Approved or ReportState.Preparing, () => this with
                {
                    State = ReportState.Ready,
                    ProviderDeadline = ProviderDeadline ?? next.Time,
                    Document = ready.Document,
                    Progress = 100,
                    ProgressMessage = null,
                }),
            ReportFailed failed => On(
                State is ReportState.Approved or ReportState.Preparing or ReportState.Ready,
                () => this with { State = ReportState.Failed, Reason = failed.Reason }),
            ReportIsHere here => On(
                State == ReportState.Ready,
                () => this with { State = ReportState.Fetched, Document = here.Document, ExpiresAt = here.ExpiresAt }),
            ReportPopupSent => On(
                !PopupSent && (State.HasDocument() || State is ReportState.Failed or ReportState.Rejected),
                () => this with { PopupSent = true }),
            ReportMailStarted started => On(
                State.HasDocument() && started.Attempt == Mail.Attempt + 1 && Mail.State is MailState.None or MailState.Waiting,
                () => this with { Mail = new MailStatus(MailState.Sending, started.Attempt, started.Claim, started.Until) }),

            // The word of who sent it counts even where others took it for uncertain meanwhile.
            ReportMailSent sent => On(
                sent.Attempt == Mail.Attempt && Mail.State is MailState.Sending or MailState.Uncertain,
                () => this with { Mail = new MailStatus(MailState.Sent, sent.Attempt) }),
            ReportMailFailed failed => On(
                failed.Attempt == Mail.Attempt && Mail.State is MailState.Sending or MailState.Uncertain,
                () => this with
                {
                    Mail = new MailStatus(failed.RetryAt is null ? MailState.Failed : MailState.Waiting, failed.Attempt, null, failed.RetryAt),
                }),
            ReportMailUncertain uncertain => On(
                uncertain.Attempt == Mail.Attempt && Mail.State == MailState.Sending,
                () => this with { Mail = new MailStatus(MailState.Uncertain, uncertain.Attempt) }),
            ReportMailWanted wanted => On(
                State.HasDocument() && wanted.Attempt == Mail.Attempt && Mail.State is MailState.Uncertain or MailState.Failed,
                () => this with { Mail = new MailStatus(MailState.Waiting, wanted.Attempt, null, next.Time) }),
            ReportDelivered => On(State == ReportState.Fetched, () => this with { State = ReportState.Delivered }),
            ReportCancelled => On(State < ReportState.Fetched, () => this with { State = ReportState.Cancelled, ApprovalUntil = null }),

            // A mail that was not taken yet never will be: there is nothing to send any more.
            ReportExpired => On(State.HasDocument(), () => this with
            {
                State = ReportState.Expired,
                Mail = Mail.State == MailState.Waiting ? new MailStatus(MailState.Failed, Mail.Attempt) : Mail,
            }),
            ReportCleaned => On(State.IsFinal() && !IsCleaned, () => this with { IsCleaned = true }),
            _ => throw new InvalidOperationException($"There is no rule for {next.Type}."),
        };
        return verdict == Verdict.Applied
            ? (after with { ChangedAt = next.Time, _seen = _seen.Add(next.Id), Timeline = Extend(next) }, verdict)
            : (this, verdict);

        (Report, Verdict) On(bool isPossible, Func<Report> change) =>
            isPossible ? (change(), Verdict.Applied) : (this, Verdict.TooLate);
    }

    private ImmutableList<TimelineEntry> Extend(ReportEvent next)
    {
        var entry = Describe(next);
        return next.Fact is ReportProgressed && Timeline[^1].Step == entry.Step
            ? Timeline.SetItem(Timeline.Count - 1, entry)
            : Timeline.Add(entry);
    }

    private static TimelineEntry Describe(ReportEvent next)
    {
        var (step, by, note) = next.Fact switch
        {
            ReportEdited fact => ("edited", fact.By, fact.Order.Title),
            ReportApprovalRequested fact => ("awaiting_approval", next.Source, $"by {fact.Role}"),
            ReportApproved fact => ("approved", fact.By, fact.Note),
            ReportRejected fact => ("rejected", fact.By, fact.Note),
            ReportSubmissionStarted => ("submitting", next.Source, null),
            ReportSubmitted => ("preparing", next.Source, null),
            ReportProgressed fact => ("progress", next.Source, $"{fact.Percent} %: {fact.Message}"),
            ReportReady => ("ready", next.Source, null),
            ReportFailed fact => ("failed", next.Source, fact.Reason),
            ReportIsHere fact => ("fetched", next.Source, $"{fact.Document.Length} bytes"),
            ReportPopupSent => ("popup", next.Source, null),
            ReportMailStarted fact => ("mail", next.Source, $"attempt {fact.Attempt}"),
            ReportMailSent => ("mail_sent", next.Source, null),
            ReportMailFailed fact => ("mail_failed", next.Source, fact.Reason),
            ReportMailUncertain fact => ("mail_uncertain", next.Source, fact.Reason),
            ReportMailWanted fact => ("mail_wanted", fact.By, null),
            ReportDelivered => ("delivered", next.Source, null),
            ReportCancelled fact => ("cancelled", fact.By, null),
            ReportExpired => ("expired", next.Source, null),
            ReportCleaned => ("cleaned", next.Source, (string?)null),
            _ => throw new InvalidOperationException($"There are no words for {next.Type}."),
        };
        return new TimelineEntry(next.Time, step, by, note);
    }
}
