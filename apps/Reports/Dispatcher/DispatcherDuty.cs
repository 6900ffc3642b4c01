using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;

namespace Homing.Reports.Dispatcher;

/// <summary>Takes a report from the request to its document in our storage: one class for each state on that way.</summary>
internal sealed class DispatcherDuty : IReportDuty
{
    /// <summary>The name of the service.</summary>
    public const string ServiceName = "report-dispatcher";

    private readonly Approval _approval;
    private readonly Submission _submission;
    private readonly Preparation _preparation;
    private readonly Fetching _fetching;
    private readonly Withdrawal _withdrawal;
    private readonly TimeProvider _time;

    public DispatcherDuty(
        Approval approval,
        Submission submission,
        Preparation preparation,
        Fetching fetching,
        Withdrawal withdrawal,
        TimeProvider time) =>
        (_approval, _submission, _preparation, _fetching, _withdrawal, _time) =
            (approval, submission, preparation, fetching, withdrawal, time);

    /// <inheritdoc/>
    public string Service => ServiceName;

    /// <inheritdoc/>
    public bool SetsAside => true;

    /// <inheritdoc/>
    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        if (report.State != ReportState.Ready)
        {
            await _fetching.StopAsync(report.Id);
        }

        try
        {
            return report.State switch
            {
                ReportState.Requested => await _approval.DecideAsync(report, cancellationToken),
                ReportState.AwaitingApproval => await _approval.WaitAsync(report, cancellationToken),
                ReportState.Approved => await _submission.StepAsync(report, cancellationToken),
                ReportState.Preparing => await _preparation.StepAsync(report, cancellationToken),
                ReportState.Ready => await _fetching.StepAsync(report, cancellationToken),
                ReportState.Cancelled or ReportState.Failed => await _withdrawal.StepAsync(report, cancellationToken),
                _ => NextStep.Done,
            };
        }
        catch (ProviderException exception) when (exception.RetryAfter is { } pause)
        {
            // Spread, so that those who were told the same do not come back together; but no deadline is slept through.
            var now = _time.GetUtcNow();
            var again = now + (pause * (1 + (Random.Shared.NextDouble() / 2)));
            return NextStep.When(report.ProviderDeadline is { } deadline && deadline > now && deadline < again ? deadline : again);
        }
    }
}
