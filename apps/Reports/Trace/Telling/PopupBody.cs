namespace Homing.Reports.Trace.Telling;

/// <summary>What a popup says.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="State">What became of it: <c>fetched</c>, <c>failed</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it failed or was rejected.</param>
/// <param name="DocumentUrl">Where the document is, where there is one.</param>
internal sealed record PopupBody(
    Guid ReportId, string Title, string Kind, string State, string? Reason = null, string? DocumentUrl = null);
