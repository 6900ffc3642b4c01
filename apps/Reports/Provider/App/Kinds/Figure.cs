namespace Homing.Reports.Provider.App.Kinds;

/// <summary>Something that is told by its name and its value.</summary>
internal sealed record Figure(string Name, string Value);
