namespace Homing.Reports.Provider.App.Kinds;

/// <summary>Names that are like one that is not there: by the pairs of letters that both have (Sørensen–Dice).</summary>
internal static class NearMatches
{
    private const int Most = 5;
    private const double LeastLikeness = 0.4;

    /// <summary>The most like ones, best first; of two alike the one with more games.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<KeyValuePair<string, int>> known)
    {
        var pairs = PairsOf(wanted);
        return
        [
            .. (from name in known
               let likeness = name.Key.Contains(wanted, StringComparison.OrdinalIgnoreCase) ? 1 : Likeness(pairs, PairsOf(name.Key))
               where likeness >= LeastLikeness
               orderby likeness descending, name.Value descending, name.Key
               select name.Key).Take(Most),
        ];
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);

    private static HashSet<string> PairsOf(string name)
    {
        var letters = string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return [.. Enumerable.Range(0, Math.Max(letters.Length - 1, 0)).Select(index => letters.Substring(index, 2))];
    }
}
