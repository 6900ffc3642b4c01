namespace Homing.Bench.Recover;

/// <summary>One fault, once. Times in seconds.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Took">The fault itself: nothing for a kill, all of it for a restart.</param>
/// <param name="Usual">The median wait for an answer before it.</param>
/// <param name="Half">Until half of the clients were answered again; null where the fault has no moment.</param>
/// <param name="Nearly">The same for 99 %.</param>
/// <param name="Everybody">The same for all.</param>
/// <param name="LongestWait">For any answer since it struck.</param>
internal sealed record RecoverRound(
    string Fault, double Took, double Usual, double? Half, double? Nearly, double? Everybody, double LongestWait)
{
    public static RecoverRound From(
        Fault fault, int clients, long struck, TimeSpan took, double usual, IReadOnlyList<Wait> waits)
    {
        var served = waits
            .GroupBy(wait => wait.Client, wait => TimeProvider.System.GetElapsedTime(struck, wait.Answered).TotalSeconds)
            .Select(times => times.Min())
            .Order()
            .ToArray();
        return new RecoverRound(
            fault.Name,
            took.TotalSeconds,
            usual,
            Until(0.5),
            Until(0.99),
            Until(1),
            waits.Max(wait => wait.Seconds));

        double? Until(double share) => fault.IsSudden ? served[(int)Math.Ceiling(clients * share) - 1] : null;
    }
}
