using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;

namespace Homing.Reports.Dispatcher;

/// <summary>Notes what the provider says about an order when it is asked.</summary>
internal sealed class ProviderNews
{
    private readonly ReportLedger _ledger;

    public ProviderNews(ReportLedger ledger) => _ledger = ledger;

    /// <summary>Notes it, where it is news.</summary>
    /// <returns>True where something was said about the report.</returns>
    /// <exception cref="ProviderException">What it says makes no sense.</exception>
    public async ValueTask<bool> TakeAsync(Report report, ProviderJob job, CancellationToken cancellationToken)
    {
        if (!ProviderFacts.TryRead(job, null, out var fact, out var reason))
        {
            throw new ProviderException(ProviderError.Unusable, $"The provider's answer makes no sense: {reason}.");
        }

        if (fact is ReportProgressed progressed
            && (progressed.Percent < report.Progress
                || (progressed.Percent == report.Progress && progressed.Message == (report.ProgressMessage ?? ""))))
        {
            return false;
        }

        await _ledger.AppendAsync(report, DispatcherDuty.ServiceName, fact, cancellationToken);
        return true;
    }

    /// <summary>Notes that there will be no document.</summary>
    public Task FailAsync(Report report, string reason, CancellationToken cancellationToken) =>
        _ledger.AppendAsync(report, DispatcherDuty.ServiceName, new ReportFailed(reason), cancellationToken);
}
