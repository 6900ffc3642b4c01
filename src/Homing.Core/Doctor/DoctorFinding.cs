namespace Homing.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Seen">What was seen, with names and numbers.</param>
/// <param name="Change">What to change; null where nothing is to be changed.</param>
public sealed record DoctorFinding(string Check, DoctorVerdict Verdict, string Seen, string? Change = null)
{
    /// <summary>It is as it should be.</summary>
    public static DoctorFinding Ok(string check, string seen) => new(check, DoctorVerdict.Ok, seen);

    /// <summary>It works, and somebody should look at it.</summary>
    public static DoctorFinding Warn(string check, string seen, string change) => new(check, DoctorVerdict.Warn, seen, change);

    /// <summary>It does not work, or will not.</summary>
    public static DoctorFinding Fail(string check, string seen, string change) => new(check, DoctorVerdict.Fail, seen, change);
}

/// <summary>How a thing is.</summary>
public enum DoctorVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and somebody should look at it.</summary>
    Warn,

    /// <summary>It does not work, or will not.</summary>
    Fail,
}
