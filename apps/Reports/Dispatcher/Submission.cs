using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Dispatcher;

/// <summary>
/// Hands an approved order to the provider. That it is about to is noted first; from then on, after a crash or an answer
/// that did not come, the provider is asked whether it has the order before it is handed over again.
/// </summary>
internal sealed class Submission
{
    private readonly DispatcherOptions _options;
    private readonly ReportLedger _ledger;
    private readonly ProviderClient _client;
    private readonly ProviderNews _news;
    private readonly TimeProvider _time;

    public Submission(
        IOptions<DispatcherOptions> options, ReportLedger ledger, ProviderClient client, ProviderNews news, TimeProvider time) =>
        (_options, _ledger, _client, _news, _time) = (options.Value, ledger, client, news, time);

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        try
        {
            return report.ProviderDeadline is not { } deadline ? await BeginAsync(report, cancellationToken)
                : _time.GetUtcNow() < deadline ? await GoOnAsync(report, cancellationToken)
                : throw new ProviderException(ProviderError.Refused, "The provider could not be reached in time.");
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Refused)
        {
            await _news.FailAsync(report, exception.Message, cancellationToken);
            return NextStep.WhenChanged;
        }
    }

    /// <summary>Hands the order over; the same again changes nothing there.</summary>
    public Task<ProviderJob> HandOverAsync(Report report, CancellationToken cancellationToken) =>
        _client.SubmitAsync(
            new ProviderOrder(
                report.Id,
                report.Order.Kind,
                report.Order.Title,
                report.Order.Parameters,
                report.RequestedBy,
                report.RequestedAt,
                _client.CallbackUrl),
            report.TraceParent,
            cancellationToken);

    private async ValueTask<NextStep> BeginAsync(Report report, CancellationToken cancellationToken)
    {
        var started = await _ledger.AppendAsync(
            report,
            DispatcherDuty.ServiceName,
            new ReportSubmissionStarted(report.OrderVersion, _time.GetUtcNow() + _options.ProviderTimeout),
            cancellationToken);
        return started.Verdict != Verdict.Applied
            ? NextStep.WhenChanged
            : await TakenAsync(started.Report!, await HandOverAsync(started.Report!, cancellationToken), cancellationToken);
    }

    private async ValueTask<NextStep> GoOnAsync(Report report, CancellationToken cancellationToken)
    {
        var job = await _client.FindAsync(report.Id, report.TraceParent, cancellationToken)
            ?? await HandOverAsync(report, cancellationToken);
        return await TakenAsync(report, job, cancellationToken);
    }

    private async ValueTask<NextStep> TakenAsync(Report report, ProviderJob job, CancellationToken cancellationToken)
    {
        var submitted = await _ledger.AppendAsync(
            report,
            DispatcherDuty.ServiceName,
            new ReportSubmitted(_time.GetUtcNow() + _options.ProviderTimeout),
            cancellationToken);
        if (submitted is { Verdict: Verdict.Applied, Report: { } preparing })
        {
            // It may have had it for long.
            await _news.TakeAsync(preparing, job, cancellationToken);
        }

        return NextStep.WhenChanged;
    }
}
