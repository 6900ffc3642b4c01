using System.Text.Json;
using Homing.Messages;
using Homing.Pushes;
using Homing.Reports.Contracts;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>The policy: whose reports somebody has to approve, and by when.</summary>
internal sealed class Approval
{
    private const string Policy = "policy";

    private readonly DispatcherOptions _options;
    private readonly string[] _roles;
    private readonly string[] _approvers;
    private readonly ReportLedger _ledger;
    private readonly UserPushes _pushes;
    private readonly TimeProvider _time;

    public Approval(IOptions<DispatcherOptions> options, ReportLedger ledger, UserPushes pushes, TimeProvider time)
    {
        (_options, _ledger, _pushes, _time) = (options.Value, ledger, pushes, time);
        (_roles, _approvers) = (Names(_options.RolesToApprove), Names(_options.Approvers));
    }

    /// <summary>Lets a new order pass, or asks for somebody's approval.</summary>
    public async ValueTask<NextStep> DecideAsync(Report report, CancellationToken cancellationToken)
    {
        if (!report.Roles.Intersect(_roles, StringComparer.Ordinal).Any())
        {
            await SayAsync(report, new ReportApproved(report.OrderVersion, Policy), cancellationToken);
            return NextStep.WhenChanged;
        }

        var until = _time.GetUtcNow() + _options.ApprovalTimeout;

        // Told before it is noted: after a crash in between they are told again, which is one push as long as it is open.
        await TellAsync(report, until, cancellationToken);
        await SayAsync(report, new ReportApprovalRequested(report.OrderVersion, _options.ApproverRole, until), cancellationToken);
        return NextStep.WhenChanged;
    }

    /// <summary>Rejects what nobody has approved in time.</summary>
    public async ValueTask<NextStep> WaitAsync(Report report, CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() < report.ApprovalUntil)
        {
            return NextStep.When(report.ApprovalUntil.Value);
        }

        await SayAsync(report, new ReportRejected(report.OrderVersion, Policy, "Nobody approved it in time."), cancellationToken);
        return NextStep.WhenChanged;
    }

    private static string[] Names(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Task<Judged> SayAsync(Report report, ReportFact fact, CancellationToken cancellationToken) =>
        _ledger.AppendAsync(report, DispatcherDuty.ServiceName, fact, cancellationToken);

    private async ValueTask TellAsync(Report report, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Nobody approves their own.
        foreach (var approver in _approvers.Where(user => user != report.RequestedBy))
        {
            await _pushes.SendAsync(
                approver,
                ReportTopics.Push,
                JsonSerializer.SerializeToUtf8Bytes(
                    new ApprovalPopup(
                        report.Id,
                        report.Order.Title,
                        ReportStates.NameOf(ReportState.AwaitingApproval),
                        report.Order.Kind,
                        report.RequestedBy,
                        Rfc3339.Format(until)),
                    ApprovalPopupJson.Default.ApprovalPopup),
                _options.ApprovalTimeout,
                $"{report.Id:N}-approval-{report.OrderVersion}-{approver}",
                cancellationToken);
        }
    }
}
