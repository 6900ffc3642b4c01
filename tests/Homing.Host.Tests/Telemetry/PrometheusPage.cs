using System.Globalization;
using System.Text;

namespace Homing.Host.Tests.Telemetry;

/// <summary>
/// Reads the text format as its page of Prometheus' documentation has it, and refuses what does not keep to it. Written from
/// that page and from nothing of the writer's.
/// </summary>
internal sealed class PrometheusPage
{
    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

    public sealed record Family(string Name, string Kind, string Help, List<Sample> Samples);

    public Dictionary<string, Family> Families { get; } = new(StringComparer.Ordinal);

    public static PrometheusPage Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var page = new PrometheusPage();
        Family? family = null;
        var help = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                help = line.Split(' ', 4)[3];
                Assert.NotEmpty(help);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.Contains(words[3], (string[])["counter", "gauge", "histogram"]);
                family = new Family(words[2], words[3], help, []);
                Assert.True(page.Families.TryAdd(family.Name, family), "Twice: " + line);
            }
            else
            {
                var sample = ParseSample(line);
                Assert.NotNull(family);
                Assert.True(BelongsTo(family, sample), $"Not of {family.Name}: {line}");
                Assert.DoesNotContain(family.Samples, known => known.Name == sample.Name && known.Labels.Count == sample.Labels.Count
                    && known.Labels.All(label => sample.Labels.GetValueOrDefault(label.Key) == label.Value));
                family.Samples.Add(sample);
            }
        }

        Assert.All(page.Families.Values.Where(one => one.Kind == "histogram"), CheckHistogram);
        return page;
    }

    public double Value(string name, params (string Name, string Value)[] labels) => Families.Values
        .SelectMany(family => family.Samples)
        .Single(sample => sample.Name == name && sample.Labels.Count == labels.Length
            && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).Value;

    private static bool BelongsTo(Family family, Sample sample) => family.Kind == "histogram"
        ? sample.Name == family.Name + "_sum" || sample.Name == family.Name + "_count"
            || (sample.Name == family.Name + "_bucket" && sample.Labels.ContainsKey("le"))
        : sample.Name == family.Name;

    private static void CheckHistogram(Family family)
    {
        foreach (var series in family.Samples.GroupBy(sample => string.Join(',', sample.Labels
            .Where(label => label.Key != "le").OrderBy(label => label.Key).Select(label => label.Key + "=" + label.Value))))
        {
            var buckets = series.Where(sample => sample.Labels.ContainsKey("le")).ToArray();
            Assert.Equal(buckets.OrderBy(bucket => Number(bucket.Labels["le"])), buckets);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal("+Inf", buckets[^1].Labels["le"]);
            Assert.Equal(buckets[^1].Value, series.Single(sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
            Assert.Single(series, sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal));
        }
    }

    private static Sample ParseSample(string line)
    {
        var at = 0;
        var name = Word(line, ref at, colons: true);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            do
            {
                at++;
                var label = Word(line, ref at, colons: false);
                Assert.Equal("=\"", line.Substring(at, 2));
                at += 2;
                Assert.True(labels.TryAdd(label, Quoted(line, ref at)), "Twice: " + line);
            }
            while (line[at] == ',');
            Assert.Equal('}', line[at++]);
        }

        Assert.Equal(' ', line[at++]);
        return new Sample(name, labels, Number(line[at..]));
    }

    private static string Word(string line, ref int at, bool colons)
    {
        var start = at;
        while (char.IsAsciiLetter(line[at]) || line[at] == '_' || (colons && line[at] == ':')
            || (at > start && char.IsAsciiDigit(line[at])))
        {
            at++;
        }

        Assert.True(at > start, "No name: " + line);
        return line[start..at];
    }

    private static string Quoted(string line, ref int at)
    {
        var value = new StringBuilder();
        while (line[at] != '"')
        {
            if (line[at] == '\\')
            {
                at++;
                value.Append(line[at] switch { 'n' => '\n', '\\' => '\\', '"' => '"', _ => throw new FormatException(line) });
            }
            else
            {
                value.Append(line[at]);
            }

            at++;
        }

        at++;
        return value.ToString();
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
