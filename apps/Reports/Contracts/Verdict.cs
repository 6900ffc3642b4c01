namespace Homing.Reports.Contracts;

/// <summary>What an event meant to the report as it stood.</summary>
public enum Verdict
{
    /// <summary>It happened.</summary>
    Applied,

    /// <summary>It had happened before: the same event again, or one that says the same.</summary>
    Repeated,

    /// <summary>Something that was first rules it out, or it is about an older version of the order. Nothing happened.</summary>
    TooLate,

    /// <summary>There is no such report.</summary>
    Unknown,
}
