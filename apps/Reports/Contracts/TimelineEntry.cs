namespace Homing.Reports.Contracts;

/// <summary>A line of a report's history.</summary>
/// <param name="At">When.</param>
/// <param name="Step">What happened, one word of the pages.</param>
/// <param name="By">The service, or the user.</param>
/// <param name="Note">What is to be said about it.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string By, string? Note);
