using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Observability;

/// <summary>
/// The configuration of deploy/prometheus, made quick: it is what is shipped but for the addresses, how often is looked
/// (2 s for 15 s and 1 min), and that no alert waits (no <c>for</c>). Expressions and thresholds are as they are.
/// </summary>
internal static partial class ShippedPrometheus
{
    private const string Soon = "2s";

    /// <summary>Writes the configuration into a folder, for that Alertmanager and those targets, and answers the path of its main file.</summary>
    public static string Write(string folder, string alertmanager, IEnumerable<Uri> targets)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "prometheus");
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        Directory.CreateDirectory(Path.Combine(folder, "targets"));
        foreach (var rules in Directory.EnumerateFiles(Path.Combine(shipped, "rules"), "*.yml"))
        {
            var quick = Wait().Replace(Interval().Replace(File.ReadAllText(rules), $"$1 {Soon}"), "");
            File.WriteAllText(Path.Combine(folder, "rules", Path.GetFileName(rules)), quick);
        }

        File.WriteAllText(
            Path.Combine(folder, "targets", "homing.yml"),
            $"- targets: [{string.Join(", ", targets.Select(target => $"'{target.Authority}'"))}]\n");
        var main = Path.Combine(folder, "prometheus.yml");
        var text = Interval().Replace(File.ReadAllText(Path.Combine(shipped, "prometheus.yml")), $"$1 {Soon}");
        File.WriteAllText(main, text.Replace("alertmanager:9093", alertmanager, StringComparison.Ordinal));
        return main;
    }

    [GeneratedRegex(@"^(\s*(?:scrape_|evaluation_)?interval:) \S+", RegexOptions.Multiline)]
    private static partial Regex Interval();

    [GeneratedRegex(@"^ +for: \S+\n", RegexOptions.Multiline)]
    private static partial Regex Wait();
}
