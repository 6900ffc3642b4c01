using Homing.Reports.Contracts;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trigger;

/// <summary>
/// What people do about reports. Whoever was first in the log was first: each call answers with the report as its event
/// made it, or says what was before. Thread-safe.
/// </summary>
internal sealed class ReportDesk
{
    private readonly ReportLedger _ledger;
    private readonly ReportMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly TriggerOptions _options;

    public ReportDesk(ReportLedger ledger, ReportMetrics metrics, TimeProvider time, IOptions<TriggerOptions> options) =>
        (_ledger, _metrics, _time, _options) = (ledger, metrics, time, options.Value);

    /// <summary>Asks for a report; the same again is the same report.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ProblemException">The key was used for another order (422); the log does not answer (503).</exception>
    public async Task<Guid> RequestAsync(
        ReportCaller caller, string key, ReportOrder order, string traceParent, CancellationToken cancellationToken)
    {
        var id = ReportIds.Of(caller.User, key);
        var request = new ReportRequested(
            caller.User, caller.EmailAt(_options.MailDomain), caller.Roles, order, ReportIds.Fingerprint(order));
        var verdict = _ledger.Find(id) is { } known
            ? known.IsSameRequest(request) ? Verdict.Repeated : Verdict.TooLate
            : (await PatientlyAsync(
                token => _ledger.BeginAsync(id, ReportTriggerRole.Service, request, traceParent, token), cancellationToken)).Verdict;
        _metrics.RequestAnswered(verdict);
        return verdict is Verdict.Applied or Verdict.Repeated ? id : throw ReportProblems.OtherRequest();
    }

    /// <summary>The report.</summary>
    /// <exception cref="ProblemException">There is none, or the caller may not see it (404).</exception>
    public async Task<Report> FindAsync(Guid id, ReportCaller caller, CancellationToken cancellationToken) =>
        _ledger.Find(id) is { } known && caller.MaySee(known) ? known : await FindNewestAsync(id, caller, cancellationToken);

    /// <summary>The report, whoever asks; null where there is none.</summary>
    public async Task<Report?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        _ledger.Find(id) ?? await FindNewestAsync(id, cancellationToken);

    /// <summary>Those that the caller asked for, newest first.</summary>
    public IEnumerable<Report> ListAskedBy(ReportCaller caller) => Newest(caller.IsAsker);

    /// <summary>Those that the caller may approve, newest first.</summary>
    public IEnumerable<Report> ListAwaiting(ReportCaller caller) => Newest(report =>
        report.State == ReportState.AwaitingApproval && caller.MayApprove(report) && !caller.IsAsker(report));

    /// <summary>Puts another order in place of the one of that version.</summary>
    /// <exception cref="ProblemException">Not the caller's (403), or too late (409).</exception>
    public async Task<Report> EditAsync(
        Guid id, ReportCaller caller, ReportOrder order, int version, CancellationToken cancellationToken)
    {
        var report = await FindOwnAsync(id, caller, "change", cancellationToken);
        return report.OrderVersion != version ? throw ReportProblems.OtherVersion(report, version)
            : await SayAsync(report, new ReportEdited(caller.User, order, version), "changed", cancellationToken);
    }

    /// <summary>Approves or rejects.</summary>
    /// <param name="id">The report.</param>
    /// <param name="caller">Who decides.</param>
    /// <param name="isApproved">What they decide.</param>
    /// <param name="note">What they say about it.</param>
    /// <param name="version">The version of the order that they saw; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ProblemException">Not the caller's to decide (403), or something else was first (409).</exception>
    public async Task<Report> DecideAsync(
        Guid id, ReportCaller caller, bool isApproved, string? note, int? version, CancellationToken cancellationToken)
    {
        var report = await FindNewestAsync(id, caller, cancellationToken);
        if (caller.IsAsker(report))
        {
            throw ReportProblems.OwnReport();
        }

        if (version is { } seen && seen != report.OrderVersion)
        {
            throw ReportProblems.OtherVersion(report, seen);
        }

        var decided = report.Timeline.FindLast(entry => entry.Step is "approved" or "rejected" or "edited");
        if (decided is not null && decided.By == caller.User && decided.Step == (isApproved ? "approved" : "rejected"))
        {
            // A double click.
            return report;
        }

        if (report.ApprovalUntil <= _time.GetUtcNow())
        {
            throw ReportProblems.TooLate(report, "decided: the time for it is over");
        }

        return report.State != ReportState.AwaitingApproval
            ? throw ReportProblems.TooLate(report, "decided")
            : await SayAsync(
                report,
                isApproved
                    ? new ReportApproved(report.OrderVersion, caller.User, note)
                    : new ReportRejected(report.OrderVersion, caller.User, note),
                "decided",
                cancellationToken);
    }

    /// <summary>Takes a report back.</summary>
    /// <exception cref="ProblemException">Not the caller's (403), or too late (409).</exception>
    public async Task<Report> CancelAsync(Guid id, ReportCaller caller, CancellationToken cancellationToken)
    {
        var report = await FindOwnAsync(id, caller, "cancel", cancellationToken);
        return report.State == ReportState.Cancelled
            ? report
            : await SayAsync(report, new ReportCancelled(caller.User), "cancelled", cancellationToken);
    }

    /// <summary>Has a mail sent again that failed, or of which nobody knows.</summary>
    /// <exception cref="ProblemException">Not the caller's (403), or there is nothing to be sent again (409).</exception>
    public async Task<Report> MailAgainAsync(Guid id, ReportCaller caller, CancellationToken cancellationToken)
    {
        var report = await FindOwnAsync(id, caller, "have mailed", cancellationToken);
        return await SayAsync(
            report, new ReportMailWanted(report.Mail.Attempt, caller.User), "mailed again", cancellationToken);
    }

    private async Task<Report> FindOwnAsync(Guid id, ReportCaller caller, string what, CancellationToken cancellationToken)
    {
        var report = await FindNewestAsync(id, caller, cancellationToken);
        return caller.IsAsker(report) ? report : throw ReportProblems.NotOwn(what);
    }

    private async Task<Report> FindNewestAsync(Guid id, ReportCaller caller, CancellationToken cancellationToken) =>
        await FindNewestAsync(id, cancellationToken) is { } report && caller.MaySee(report) ? report : throw ReportProblems.Unknown(id);

    // What is refused must be refused for how it stands, and another process may have said something just now.
    private async Task<Report?> FindNewestAsync(Guid id, CancellationToken cancellationToken)
    {
        await PatientlyAsync(async token =>
        {
            await _ledger.CatchUpAsync(token);
            return true;
        }, cancellationToken);
        return _ledger.Find(id);
    }

    private async Task<Report> SayAsync(Report report, ReportFact fact, string what, CancellationToken cancellationToken)
    {
        var judged = await PatientlyAsync(
            token => _ledger.AppendAsync(report, ReportTriggerRole.Service, fact, token), cancellationToken);
        return judged.Verdict == Verdict.Applied ? judged.Report! : throw ReportProblems.TooLate(judged.Report ?? report, what);
    }

    private IEnumerable<Report> Newest(Func<Report, bool> which) =>
        _ledger.All.Where(which).OrderByDescending(report => report.RequestedAt).ThenBy(report => report.Id);

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(Problem.Unavailable(
                $"The log has not answered within {_options.Patience.TotalSeconds} s. What was asked for may be done all the same: look, or ask again with the same key."));
        }
    }
}
