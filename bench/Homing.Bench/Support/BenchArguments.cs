using System.Globalization;

namespace Homing.Bench.Support;

/// <summary>Arguments spelled <c>--name value</c>.</summary>
internal sealed class BenchArguments(string benchmark, string[] args)
{
    /// <summary>The name that was asked for.</summary>
    public string Benchmark { get; } = benchmark;

    public bool Has(string name) => args.Contains("--" + name);

    public string Text(string name, string otherwise)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    public string Required(string name) =>
        Text(name, "") is { Length: > 0 } value ? value : throw new ArgumentException($"--{name} is missing.");

    public int Number(string name, int otherwise) =>
        int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public double Real(string name, double otherwise) =>
        double.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public int[] Numbers(string name, params int[] otherwise) => Text(name, "") is { Length: > 0 } value
        ? [.. value.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))]
        : otherwise;

    /// <summary>Where the figures go: <c>--json</c>, or bench/results/NAME.json below the current folder.</summary>
    public string ResultPath => Text("json", Path.Combine("bench", "results", Benchmark + ".json"));
}
