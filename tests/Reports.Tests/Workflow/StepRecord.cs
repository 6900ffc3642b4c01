using Homing.Reports.Contracts;

namespace Homing.Reports.Tests.Workflow;

/// <summary>A step that a duty took.</summary>
/// <param name="Report">For which report.</param>
/// <param name="State">As it stood.</param>
/// <param name="At">When.</param>
internal sealed record StepRecord(Guid Report, ReportState State, DateTimeOffset At);
