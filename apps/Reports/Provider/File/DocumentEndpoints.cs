using Homing;
using Homing.Reports.Provider;
using Homing.Reports.Provider.File;
using Homing.Reports.ProviderApi;
using Homing.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the storage of the reporting provider.</summary>
internal static class DocumentEndpoints
{
    public static void MapProviderDocuments(this IEndpointRouteBuilder endpoints)
    {
        var documents = endpoints.MapGroup("/provider/reports/{id:guid}/document")
            .WithTags("Reporting provider").AnswersProblems();
        documents.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Get).RequiresApiKey()
            .WithSummary("The document of a report: PDF, with ETag, Range and Repr-Digest")
            .WithDescription("404 before it is there, 410 once it is deleted.")
            .DescribeDocument();
        documents.MapPut("", PutAsync).RequiresFileKey()
            .WithSummary("Stores a document")
            .WithDescription("For the provider's own app. Needs Repr-Digest with SHA-256. 410 once the report is deleted.")
            .DescribeStore();
        documents.MapDelete("", Delete).RequiresFileKey()
            .WithSummary("Deletes a document, whether it is there or not")
            .WithDescription("For the provider's own app.")
            .DescribeRemoval();
    }

    private static FileStreamHttpResult Get(Guid id, HttpContext context, DocumentFiles files)
    {
        if (files.Find(id) is not { } document || Disk.TryOpen(document.Path) is not { } stream)
        {
            throw new ProblemException(files.IsDeleted(id) ? Gone(id) : Problem.NotFound($"There is no document of report {id}, or not yet."));
        }

        context.Response.Headers[ReprDigest.Header] = ReprDigest.Write(Convert.FromHexString(document.Sha256));
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(
            stream, "application/pdf", entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> PutAsync(
        Guid id, HttpContext context, DocumentFiles files, CancellationToken cancellationToken)
    {
        var digest = ReprDigest.Read(context.Request.Headers[ReprDigest.Header]) ?? throw new ProblemException(
            Problem.InvalidRequest($"{ReprDigest.Header}: missing, or without sha-256"));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The store has its own.
            limit.MaxRequestBodySize = null;
        }

        return await files.StoreAsync(id, context.Request.Body, digest, cancellationToken) switch
        {
            StoreOutcome.Stored => TypedResults.NoContent(),
            StoreOutcome.WrongDigest => throw new ProblemException(
                Problem.InvalidRequest($"{ReprDigest.Header}: the document that arrived is another one")),
            StoreOutcome.TooLarge => throw new ProblemException(Problem.TooLarge("The document is larger than is stored.")),
            _ => throw new ProblemException(Gone(id)),
        };
    }

    private static NoContent Delete(Guid id, DocumentFiles files)
    {
        files.Delete(id);
        return TypedResults.NoContent();
    }

    private static Problem Gone(Guid id) => Problem.Gone($"The document of report {id} was deleted.");
}
