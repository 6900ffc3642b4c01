namespace Homing.History;

/// <summary>Whether and where it is written down what happened to requests.</summary>
public sealed class HistoryOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:History";

    /// <summary>The folder that each process writes a file of its own into. It is made where it is missing.</summary>
    /// <value>Default none: nothing is written down.</value>
    public string? Directory { get; set; }
}
