using Homing.Http;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.ExternalReader;

/// <summary>What a call back brings and is answered.</summary>
internal static class WebhookDescriptions
{
    public static RouteHandlerBuilder DescribeWebhook(this RouteHandlerBuilder webhook) => webhook
        .WithMetadata(new EndpointCredentials(IsOptional: false, EndpointCredentials.WebhookSignature))
        .WithHeader(
            WebhookSigner.IdHeader, "Names the call back: the same when it is sent again.", isRequired: true, WebhookIntake.MaxIdLength)
        .WithHeader(WebhookSigner.TimestampHeader, "When it was signed, in seconds since 1970; not 5 minutes from our time.", isRequired: true)
        .TakesJson<ProviderWebhook>()
        .Produces(StatusCodes.Status202Accepted)
        .ProducesProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status503ServiceUnavailable);
}
