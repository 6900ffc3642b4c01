using Homing.Bench.Support;

namespace Homing.Bench;

/// <summary>What the program can run, by name.</summary>
internal sealed class BenchTable : Dictionary<string, Func<BenchArguments, Task<int>>>
{
    private const int WrongUsage = 2;

    /// <summary>Runs the one that the first argument names, or every benchmark where there is none.</summary>
    public static async Task<int> RunAsync(BenchTable benchmarks, BenchTable parts, string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            var failed = 0;
            foreach (var (name, run) in benchmarks)
            {
                failed |= await run(new BenchArguments(name, args));
            }

            return failed;
        }

        if (benchmarks.TryGetValue(args[0], out var one) || parts.TryGetValue(args[0], out one))
        {
            return await one(new BenchArguments(args[0], args[1..]));
        }

        await Console.Error.WriteLineAsync(
            $"bench: there is no benchmark '{args[0]}'; there are: {string.Join(", ", benchmarks.Keys)}");
        return WrongUsage;
    }
}
