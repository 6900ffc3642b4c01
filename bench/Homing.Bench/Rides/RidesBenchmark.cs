using System.Globalization;
using Homing.Bench.Support;
using Homing.Deliveries;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Bench.Rides;

/// <summary>
/// Many rides at once in one simulator: the role as it is, on routes made for it, with the embedded log on the disk and
/// in a folder in memory. Counted from when all have started.
/// </summary>
internal static class RidesBenchmark
{
    private const string InMemory = "/dev/shm";

    // Rides must not arrive before the last has started and been counted.
    private const double RouteM = 10_000;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var time = TimeSpan.FromSeconds(arguments.Real("seconds", 30));
        var rows = new List<RidesRow>();
        foreach (var log in arguments.Text("logs", "disk,memory").Split(','))
        {
            foreach (var rides in arguments.Numbers("rides", 1_000, 10_000, 100_000))
            {
                rows.Add(await MeasureAsync(log, rides, time));
            }
        }

        var report = new RidesReport(conditions.Ended(), time.TotalSeconds, rows);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }

    private static async Task<RidesRow> MeasureAsync(string log, int rides, TimeSpan time)
    {
        var root = log == "memory" ? InMemory : Path.Combine(Environment.CurrentDirectory, ".data");
        var folder = Path.Combine(root, $"bench-rides-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var routes = RideRoutes.Write(Path.Combine(folder, "routes"), rides, RouteM);
            using var meter = new RidesMeter();
            using var host = await StartAsync(folder, routes);
            await RideRoutes.AskForAllAsync(host.Services.GetRequiredService<Homing.Log.ILog>(), rides);
            var startedIn = await meter.WhenStartedAsync(rides);
            GC.Collect();
            var figures = await meter.MeasureAsync(rides, time);
            await host.StopAsync();
            return figures with { Log = log, StartSeconds = Math.Round(startedIn.TotalSeconds, 1) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            GC.Collect();
        }
    }

    private static async Task<IHost> StartAsync(string folder, string routes)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Homing:Log:Directory"] = Path.Combine(folder, "log"),
            ["Homing:Deliveries:Routes"] = routes,
            ["Homing:Deliveries:MaxJumpM"] = RouteM.ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddEmbeddedLog();
        new DeliverySimulatorRole().AddServices(builder);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
