using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.Dispatcher;

/// <summary>Takes an order back that nobody wants any more, or that failed, so that the provider does not work for nothing.</summary>
internal sealed partial class Withdrawal
{
    private readonly ProviderClient _client;
    private readonly DocumentStore _documents;
    private readonly ILogger<Withdrawal> _logger;

    public Withdrawal(ProviderClient client, DocumentStore documents, ILogger<Withdrawal> logger) =>
        (_client, _documents, _logger) = (client, documents, logger);

    public async ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        // Also where it is cleaned up already: what we were still fetching then may have come to its end after that.
        _documents.Delete(report.Id);
        if (!report.IsAtProvider || report.IsCleaned)
        {
            return NextStep.Done;
        }

        try
        {
            await _client.DeleteAsync(report.Id, cancellationToken);
        }
        catch (ProviderException exception) when (exception.Error == ProviderError.Refused)
        {
            LogRefused(report.Id, exception.Message);
        }

        return NextStep.Done;
    }

    [LoggerMessage(EventIds.WithdrawalRefused, LogLevel.Warning, "The provider keeps what it has of report {ReportId}: {Reason}")]
    private partial void LogRefused(Guid reportId, string reason);
}
