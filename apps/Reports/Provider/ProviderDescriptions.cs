using Homing.Http;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Homing.Reports.Provider;

/// <summary>What the calls of the reporting provider take and answer.</summary>
internal static class ProviderDescriptions
{
    private const string Id = "The report_id of the order.";

    public static RouteHandlerBuilder DescribeOrder(this RouteHandlerBuilder order) => order
        .IsForKey(EndpointCredentials.ProviderKey)
        .WithHeader("Idempotency-Key", "The report_id.", isRequired: true)
        .TakesJson<ProviderOrder>()
        .Produces<ProviderJob>(StatusCodes.Status202Accepted)
        .WithResponseHeader(StatusCodes.Status202Accepted, HeaderNames.Location, "How the order stands.")
        .ProducesProblems(
            StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);

    public static RouteHandlerBuilder DescribeJob(this RouteHandlerBuilder job) => job
        .IsForKey(EndpointCredentials.ProviderKey)
        .WithPath("id", Id)
        .Produces<ProviderJob>()
        .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status410Gone);

    public static RouteHandlerBuilder DescribeWithdrawal(this RouteHandlerBuilder withdrawal) => withdrawal
        .IsForKey(EndpointCredentials.ProviderKey)
        .WithPath("id", Id)
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblems(StatusCodes.Status503ServiceUnavailable);

    public static IEndpointConventionBuilder DescribeDocument(this IEndpointConventionBuilder document) => document
        .IsForKey(EndpointCredentials.ProviderKey)
        .WithPath("id", Id)
        .ProducesPdf()
        .WithResponseHeader(StatusCodes.Status200OK, ReprDigest.Header, "The SHA-256 of the whole document, as RFC 9530 writes it.")
        .WithResponseHeader(StatusCodes.Status206PartialContent, ReprDigest.Header, "That of the whole document.")
        .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status410Gone);

    public static RouteHandlerBuilder DescribeStore(this RouteHandlerBuilder store) => store
        .IsForKey(EndpointCredentials.ProviderFileKey)
        .WithPath("id", Id)
        .WithHeader(ReprDigest.Header, "The SHA-256 of the document, such as sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", isRequired: true)
        .TakesPdf()
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status413PayloadTooLarge);

    public static RouteHandlerBuilder DescribeRemoval(this RouteHandlerBuilder removal) => removal
        .IsForKey(EndpointCredentials.ProviderFileKey)
        .WithPath("id", Id)
        .Produces(StatusCodes.Status204NoContent);

    private static TBuilder IsForKey<TBuilder>(this TBuilder endpoint, string scheme)
        where TBuilder : IEndpointConventionBuilder => endpoint
        .WithMetadata(new EndpointCredentials(IsOptional: false, scheme))
        .ProducesProblems(StatusCodes.Status401Unauthorized)
        .WithResponseHeader(StatusCodes.Status401Unauthorized, HeaderNames.WWWAuthenticate, "Bearer.");
}
