using System.Diagnostics.Metrics;
using Homing.Reports.Contracts;

namespace Homing.Reports;

/// <summary>What is counted of the reports.</summary>
public sealed class ReportMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Homing.Reports";

    private readonly Counter<long> _requests;

    /// <summary>Makes the meter.</summary>
    public ReportMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>(
            "homing.reports.requests", "{request}", "Orders for reports, by what they were answered.");
    }

    internal void RequestAnswered(Verdict verdict) => _requests.Add(1, new KeyValuePair<string, object?>("outcome", verdict switch
    {
        Verdict.Applied => "requested",
        Verdict.Repeated => "repeated",
        _ => "refused",
    }));
}
