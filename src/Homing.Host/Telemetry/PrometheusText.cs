using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Homing.Host.Telemetry;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Writes what the process is, as the one sample of <c>target_info</c>.</summary>
    public void WriteTarget(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        WriteHead("target_info", "gauge", "What this process is.");
        WriteSample("target_info", Labels(attributes.Select(pair => (pair.Key, (object?)pair.Value))), "1");
    }

    /// <summary>Writes the metrics, those of one name behind each other.</summary>
    public void Write(in Batch<Metric> batch)
    {
        var families = new Dictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var family = PrometheusNames.Family(metric.Name, metric.Unit, metric.MetricType);
            if (!families.TryGetValue(family, out var metrics))
            {
                families.Add(family, metrics = []);
            }

            // Two meters may give one name; two kinds under one name would make the page unreadable.
            if (metrics.Count == 0 || metrics[0].MetricType == metric.MetricType)
            {
                metrics.Add(metric);
            }
        }

        foreach (var (family, metrics) in families.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            WriteHead(family, KindOf(metrics[0].MetricType), metrics[0].Description);
            foreach (var metric in metrics)
            {
                WritePoints(family, metric);
            }
        }
    }

    private static string KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private void WritePoints(string family, Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = new List<(string, object?)>();
            foreach (var tag in point.Tags)
            {
                labels.Add((tag.Key, tag.Value));
            }

            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(family, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    WriteSample(family, Labels(labels), Text(point.GetSumLong()));
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    WriteSample(family, Labels(labels), Text(point.GetSumDouble()));
                    break;
                case MetricType.LongGauge:
                    WriteSample(family, Labels(labels), Text(point.GetGaugeLastValueLong()));
                    break;
                case MetricType.DoubleGauge:
                    WriteSample(family, Labels(labels), Text(point.GetGaugeLastValueDouble()));
                    break;
            }
        }
    }

    private void WriteHistogram(string family, List<(string, object?)> labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            WriteSample(family + "_bucket", Labels(labels.Append(("le", Text(bucket.ExplicitBound)))), Text(below));
        }

        var plain = Labels(labels);
        WriteSample(family + "_sum", plain, Text(point.GetHistogramSum()));

        // Not the point's own count: a value may have come in since the buckets were read.
        WriteSample(family + "_count", plain, Text(below));
    }

    private void WriteHead(string family, string kind, string? help)
    {
        _text.Append("# HELP ").Append(family).Append(' ').Append(EscapeHelp(help is { Length: > 0 } ? help : family)).Append('\n');
        _text.Append("# TYPE ").Append(family).Append(' ').Append(kind).Append('\n');
    }

    private void WriteSample(string name, string labels, string value) =>
        _text.Append(name).Append(labels).Append(' ').Append(value).Append('\n');

    // Two tags may become one label: then the values stand behind each other, as the specification says.
    private static string Labels(IEnumerable<(string Name, object? Value)> labels)
    {
        var parts = labels.GroupBy(label => PrometheusNames.Label(label.Name), StringComparer.Ordinal)
            .Select(label => $"{label.Key}=\"{EscapeLabel(string.Join(';', label.Select(one => Text(one.Value))))}\"");
        var text = string.Join(',', parts);
        return text.Length == 0 ? "" : "{" + text + "}";
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
