using System.Text;
using OpenTelemetry.Metrics;

namespace Homing.Host.Telemetry;

/// <summary>
/// Turns names of OpenTelemetry into names of Prometheus, as the compatibility page of the OpenTelemetry specification
/// says: other characters become underscores, the unit is spelled out behind, and counters end in <c>_total</c>.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>The name of a metric's family.</summary>
    public static string Family(string name, string? unit, MetricType type)
    {
        var isCounter = type is MetricType.LongSum or MetricType.DoubleSum;
        var family = Sanitize(name, allowColon: true);
        if (isCounter && family.EndsWith("_total", StringComparison.Ordinal))
        {
            family = family[..^"_total".Length];
        }

        var word = UnitWord(unit, type);
        if (word.Length > 0 && !family.EndsWith("_" + word, StringComparison.Ordinal))
        {
            family += "_" + word;
        }

        return isCounter ? family + "_total" : family;
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) => Sanitize(name, allowColon: false);

    private static string Sanitize(string name, bool allowColon)
    {
        var result = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            var kept = char.IsAsciiLetterOrDigit(character) || (allowColon && character == ':') ? character : '_';
            if (kept != '_' || result.Length == 0 || result[^1] != '_')
            {
                result.Append(kept);
            }
        }

        if (result.Length == 0 || char.IsAsciiDigit(result[0]))
        {
            result.Insert(0, '_');
        }

        return result.ToString();
    }

    private static string UnitWord(string? unit, MetricType type)
    {
        if (string.IsNullOrEmpty(unit) || unit[0] == '{')
        {
            return "";
        }

        if (unit == "1")
        {
            return type is MetricType.LongGauge or MetricType.DoubleGauge ? "ratio" : "";
        }

        // {request}/s and the like: an annotation says nothing, what stands behind the slash does.
        return unit.Split('/', 2) is [var above, var below]
            ? string.Join('_', new[] { Word(above), "per", Word(below).TrimEnd('s') }.Where(word => word.Length > 0))
            : Word(unit);
    }

    private static string Word(string unit) => unit switch
    {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "%" => "percent",
        "Hz" => "hertz",
        "Cel" => "celsius",
        ['{', ..] => "",
        _ => Sanitize(unit, allowColon: false),
    };
}
