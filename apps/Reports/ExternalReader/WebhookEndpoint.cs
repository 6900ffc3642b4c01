using Homing.Http;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Homing.Reports.ExternalReader;

/// <summary><c>POST /external-reader/webhooks</c>: what it answers 2xx to is in the log, or of no use to anybody.</summary>
internal static partial class WebhookEndpoint
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<IResult> PostAsync(
        HttpRequest request,
        WebhookCheck check,
        WebhookIntake intake,
        ReportMetrics metrics,
        ILogger<WebhookIntake> logger,
        CancellationToken cancellationToken)
    {
        try
        {
            // The signature is over the very bytes that came, so they are looked at before anything is read out of them.
            var body = await BoundedBody.ReadAsync(request, MaxBytes, cancellationToken);
            var headers = request.Headers;
            var id = headers[WebhookSigner.IdHeader].ToString();
            if (check.Refuse(id, headers[WebhookSigner.TimestampHeader], headers[WebhookSigner.SignatureHeader], body) is { } reason)
            {
                metrics.WebhookTaken("forged");
                throw new ProblemException(Problem.Unauthenticated(reason));
            }

            await intake.TakeAsync(id, body, cancellationToken);
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (ProblemException refused)
        {
            LogRefused(logger, refused.Problem.Status, refused.Message);
            throw;
        }
    }

    [LoggerMessage(EventIds.WebhookRefused, LogLevel.Warning, "A call back was refused with {Status}: {Reason}")]
    private static partial void LogRefused(ILogger logger, int status, string reason);
}
