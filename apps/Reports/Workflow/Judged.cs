using Homing.Reports.Contracts;

namespace Homing.Reports.Workflow;

/// <summary>What an event meant.</summary>
/// <param name="Verdict">Whether it happened.</param>
/// <param name="Report">The report with it; null where there is none.</param>
internal readonly record struct Judged(Verdict Verdict, Report? Report);
