namespace Homing.Reports.Provider.App.Charts;

/// <summary>A bar of several parts.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Parts">A value for each part.</param>
/// <param name="Total">What is told at its end.</param>
internal sealed record Bar(string Name, IReadOnlyList<decimal> Parts, decimal Total);
