using System.Diagnostics;
using Homing.Reports.Contracts;

namespace Homing.Bench.Reports;

/// <summary>How fast events of reports are appended, made durable, and come back judged.</summary>
internal static class StateChanges
{
    public static async Task<ChangesRow> MeasureAsync(ReportServices services, int atOnce, TimeSpan time)
    {
        services.Provider.Hold();
        var reports = new List<Report>();
        for (var number = 0; number < atOnce; number++)
        {
            reports.Add(await services.AskAsync());
        }

        while (reports.Exists(report => services.Ledger.Find(report.Id)!.State != ReportState.Preparing))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(reports.Select(report => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(began) < time; count++)
            {
                await services.Ledger.AppendAsync(
                    services.Ledger.Find(report.Id)!, "external-reader", new ReportProgressed(1, "works"), CancellationToken.None);
            }

            return count;
        })));
        var took = Stopwatch.GetElapsedTime(began);
        return new ChangesRow(atOnce, counts.Sum() / took.TotalSeconds, took.TotalMilliseconds * atOnce / counts.Sum());
    }
}
