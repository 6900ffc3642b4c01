using Homing.Bench.Nearest;

// homing bench [NAME]: prints a table and writes <name>.json into the working folder.
var benchmarks = new Dictionary<string, Func<CancellationToken, Task<string>>>(StringComparer.Ordinal)
{
    [NearestBenchmark.Name] = async cancellationToken =>
    {
        var report = await NearestBenchmark.RunAsync(cancellationToken);
        report.Print(Console.Out);
        return report.ToJson();
    },
};

var unknown = args.Except(benchmarks.Keys, StringComparer.Ordinal).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown[0]}'; there are: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

foreach (var name in args.Length == 0 ? [.. benchmarks.Keys] : args)
{
    var json = await benchmarks[name](CancellationToken.None);
    await File.WriteAllTextAsync($"{name}.json", json + "\n");
}

return 0;
