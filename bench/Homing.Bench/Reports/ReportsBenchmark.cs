using Homing.Bench.Support;

namespace Homing.Bench.Reports;

/// <summary>
/// The services of the reports in one process, with the embedded log on the disk, and a provider beside them that takes no time
/// of its own: how fast reports change state, how many may be under way, and what our own steps add to the provider's time.
/// </summary>
internal static class ReportsBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        var conditions = Conditions.Now();
        var inFlight = arguments.Number("reports", 10_000);
        var seconds = arguments.Real("seconds", 15);
        var changes = new List<ChangesRow>();
        foreach (var atOnce in arguments.Numbers("at-once", 1, 64, 512))
        {
            await using var services = await ReportServices.StartAsync();
            changes.Add(await StateChanges.MeasureAsync(services, atOnce, TimeSpan.FromSeconds(seconds / 3)));
        }

        var hops = new List<HopsRow>();
        foreach (var rate in arguments.Numbers("rates", 5, 20, 50))
        {
            await using var services = await ReportServices.StartAsync();
            hops.Add(await Hops.MeasureAsync(services, rate, TimeSpan.FromSeconds(seconds)));
        }

        ManyRow many;
        await using (var services = await ReportServices.StartAsync())
        {
            many = await ManyInFlight.MeasureAsync(services, inFlight);
        }

        var report = new ReportsReport(conditions.Ended(), changes, hops, many);
        report.Print();
        await BenchJson.SaveAsync(arguments.ResultPath, report);
        return 0;
    }
}
