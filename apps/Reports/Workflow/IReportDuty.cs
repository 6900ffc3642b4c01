using Homing.Reports.Contracts;

namespace Homing.Reports.Workflow;

/// <summary>
/// What a service does for reports, as a step from how a report stands: look at it, do the one thing that is due, append
/// what happened. A step may be done again, after a crash or by another process, so what it does besides appending must
/// bear that.
/// </summary>
internal interface IReportDuty
{
    /// <summary>The name of the service: the group it reads in, and the source of its events.</summary>
    string Service { get; }

    /// <summary>True for the one service that puts records aside that are no events.</summary>
    bool SetsAside => false;

    /// <summary>Does what is due. Throws where it failed: it is tried again, with growing pauses, for ever.</summary>
    ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken);
}
