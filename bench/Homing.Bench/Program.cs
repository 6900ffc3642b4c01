using Homing.Bench.Log;

var benchmarks = new Dictionary<string, Func<string?, Task>> { ["log"] = LogBenchmark.RunAsync };
if (args is not [var name, ..] || !benchmarks.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Usage: Homing.Bench {string.Join('|', benchmarks.Keys)} [file.json]");
    return 2;
}

await run(args.ElementAtOrDefault(1));
return 0;
