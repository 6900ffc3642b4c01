using Homing.Bench.Nearest;

var report = await NearestBenchmark.RunAsync(CancellationToken.None);
report.Print(Console.Out);
Console.WriteLine(report.ToJson());
