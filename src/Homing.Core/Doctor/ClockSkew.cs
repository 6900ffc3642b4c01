namespace Homing.Doctor;

/// <summary>Judges how far another clock is from ours.</summary>
public static class ClockSkew
{
    // Deadlines, tickets and the mailbox compare times that were taken on different machines.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(10);

    /// <summary>The finding.</summary>
    /// <param name="check">What was looked at.</param>
    /// <param name="whose">Whose clock, as in "the clock of Redis at …".</param>
    /// <param name="skew">Its time less ours.</param>
    /// <param name="doubt">How exact that is.</param>
    public static DoctorFinding Judge(string check, string whose, TimeSpan skew, TimeSpan doubt = default)
    {
        var far = skew.Duration() - doubt;
        var words = FormattableString.Invariant(
            $"{whose} is {skew.Duration().TotalSeconds:0.###} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} this machine's");
        return far <= Least
            ? DoctorFinding.Ok(check, words)
            : new(
                check,
                far <= Bearable ? DoctorVerdict.Warn : DoctorVerdict.Fail,
                words,
                "Set both clocks by NTP (chrony or systemd-timesyncd): requests run out early or late by that much.");
    }
}
