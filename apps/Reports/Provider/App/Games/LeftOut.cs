namespace Homing.Reports.Provider.App.Games;

/// <summary>Rows that are not in a report, and why.</summary>
internal sealed record LeftOut(string Why, int Rows);
