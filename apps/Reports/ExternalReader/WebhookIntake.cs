using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Reports.ProviderApi;
using Homing.Reports.Workflow;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.ExternalReader;

/// <summary>Puts what a call back says into the log, once, where it is news.</summary>
internal sealed partial class WebhookIntake
{
    /// <summary>The name of the service.</summary>
    public const string ServiceName = "external-reader";

    /// <summary>The longest id of a call back.</summary>
    public const int MaxIdLength = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProgressPause = TimeSpan.FromSeconds(1);

    private readonly ReportLedger _ledger;
    private readonly ProviderDirectory _directory;
    private readonly ReportMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookIntake> _logger;

    public WebhookIntake(
        ReportLedger ledger, ProviderDirectory directory, ReportMetrics metrics, TimeProvider time, ILogger<WebhookIntake> logger) =>
        (_ledger, _directory, _metrics, _time, _logger) = (ledger, directory, metrics, time, logger);

    /// <summary>Completes when what it says is durable, or known to be of no use.</summary>
    /// <param name="id">The id of the call back, the same when it is sent again.</param>
    /// <param name="body">UTF-8; the signature was checked.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ProblemException">It cannot be read (400).</exception>
    /// <exception cref="HomingException">The log does not take it now (transient).</exception>
    public async Task TakeAsync(string id, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Read(id, body) is not { } said)
        {
            _metrics.WebhookTaken("ignored");
            return;
        }

        var (report, fact) = said;
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            _metrics.WebhookTaken(await TakeAsync($"webhook-{id}", report, fact, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _metrics.WebhookTaken("unavailable");
            throw new HomingException("The log does not answer.", isTransient: true);
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            _metrics.WebhookTaken("unavailable");
            throw;
        }
    }

    private async Task<string> TakeAsync(string eventId, Guid id, ReportFact fact, CancellationToken cancellationToken)
    {
        var (report, verdict) = Foresee(eventId, id, fact);
        if (verdict is Verdict.Unknown or Verdict.TooLate)
        {
            // Here may be known less than in the process that handed the order over.
            await _ledger.CatchUpAsync(cancellationToken);
            (report, verdict) = Foresee(eventId, id, fact);
        }

        if (verdict == Verdict.Applied && !(fact is ReportProgressed && IsTooSoon(report!)))
        {
            verdict = (await _ledger.AppendAsync(report!, ServiceName, fact, cancellationToken, eventId)).Verdict;
        }
        else if (verdict == Verdict.Applied)
        {
            return "too_soon";
        }
        else if (verdict == Verdict.Unknown)
        {
            LogUnknown(id);
        }

        return verdict switch
        {
            Verdict.Applied => "applied",
            Verdict.Repeated => "repeated",
            Verdict.TooLate => "too_late",
            _ => "unknown_report",
        };
    }

    // What would change nothing is not appended: whoever sends it again and again fills no disk.
    private (Report? Report, Verdict Verdict) Foresee(string eventId, Guid id, ReportFact fact) =>
        _ledger.Find(id) is { } report
            ? (report, report.Apply(new ReportEvent(
                eventId, ServiceName, id, _time.GetUtcNow(), report.TraceParent, fact)).Verdict)
            : (null, Verdict.Unknown);

    private bool IsTooSoon(Report report) =>
        report.ProgressMessage is not null && _time.GetUtcNow() - report.ChangedAt < ProgressPause;

    private (Guid Report, ReportFact Fact)? Read(string id, ReadOnlyMemory<byte> body)
    {
        ProviderWebhook webhook;
        try
        {
            webhook = JsonSerializer.Deserialize(body.Span, ProviderJson.Default.ProviderWebhook)
                ?? throw Invalid("body: not an object");
        }
        catch (JsonException exception)
        {
            throw Invalid($"body: {exception.Message}");
        }

        if (id.Length > MaxIdLength)
        {
            throw Invalid($"{WebhookSigner.IdHeader}: more than {MaxIdLength} characters");
        }

        if (webhook.Type is not (ProviderWebhook.Progress or ProviderWebhook.Ready or ProviderWebhook.Failed))
        {
            // What a newer provider tells besides is nothing to us.
            return null;
        }

        if (!ProviderFacts.TryRead(webhook.Data, id, out var fact, out var reason))
        {
            throw Invalid($"data.{reason}");
        }

        if (TypeOf(fact) != webhook.Type)
        {
            throw Invalid($"type: '{webhook.Type}' does not go with the state '{webhook.Data.State}'");
        }

        return webhook.Data.Document is { } document && !_directory.Site.Hosts.Allows(document.Url)
            ? throw Invalid("data.document.url: not at a host of the provider")
            : (webhook.Data.ReportId, fact);
    }

    private static string TypeOf(ReportFact fact) => fact switch
    {
        ReportReady => ProviderWebhook.Ready,
        ReportFailed => ProviderWebhook.Failed,
        _ => ProviderWebhook.Progress,
    };

    private ProblemException Invalid(string detail)
    {
        _metrics.WebhookTaken("invalid");
        return new ProblemException(Problem.InvalidRequest(detail));
    }

    [LoggerMessage(EventIds.WebhookUnknown, LogLevel.Warning, "A call back was about report {ReportId}, which is not there")]
    private partial void LogUnknown(Guid reportId);
}
