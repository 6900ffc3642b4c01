using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.ProviderApi;
using Homing.Reports.Trace.Telling;
using Homing.Reports.Workflow;

namespace Homing.Reports.Trace;

/// <summary>
/// Tells who asked what became of a report, ends its life time, and deletes what is left of it in both storages.
/// </summary>
internal sealed class TraceDuty(
    ReportLedger ledger,
    Popups popups,
    DocumentStore documents,
    IProviderDocuments provider,
    ReportMetrics metrics,
    TimeProvider time) : IReportDuty
{
    public string Service => ReportTraceRole.RoleName;

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        if (report.State.HasDocument() && report.ExpiresAt <= time.GetUtcNow())
        {
            return await SayAsync(report, new ReportExpired(), cancellationToken);
        }

        if (Popups.IsOwed(report))
        {
            await popups.SendAsync(report, cancellationToken);
            metrics.PopupSent(ReportStates.NameOf(report.State));
            return await SayAsync(report, new ReportPopupSent(), cancellationToken);
        }

        if (report.State == ReportState.Fetched && report.Mail.IsSettled)
        {
            return await SayAsync(report, new ReportDelivered(), cancellationToken);
        }

        if (report.State.HasDocument())
        {
            return NextStep.When(report.ExpiresAt!.Value);
        }

        return report.State.IsFinal() && !report.IsCleaned ? await CleanAsync(report, cancellationToken) : NextStep.Done;
    }

    // Ours first: it must not wait for a provider that is down. Whoever reads it now reads it to its end.
    private async ValueTask<NextStep> CleanAsync(Report report, CancellationToken cancellationToken)
    {
        documents.Delete(report.Id);

        // Also where it seems to have nothing: an order may have reached it of which we never heard.
        await provider.DeleteAsync(report.Id, cancellationToken);
        metrics.ReportCleaned(ReportStates.NameOf(report.State));
        return await SayAsync(report, new ReportCleaned(), cancellationToken);
    }

    // The next step follows from what the log made of it.
    private async ValueTask<NextStep> SayAsync(Report report, ReportFact fact, CancellationToken cancellationToken)
    {
        await ledger.AppendAsync(report, Service, fact, cancellationToken);
        return NextStep.WhenChanged;
    }
}
