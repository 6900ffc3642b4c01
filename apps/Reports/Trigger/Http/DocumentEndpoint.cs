using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Homing.Reports.Trigger.Http;

/// <summary><c>GET /api/reports/{id}/document</c>: the document, for who asked for it and for who has a link to it.</summary>
internal static class DocumentEndpoint
{
    private const string Pdf = "application/pdf";

    public static async Task<IResult> GetAsync(
        HttpContext context,
        Guid id,
        string? token,
        ReportDesk desk,
        DocumentStore documents,
        DocumentLinks links,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var isLinked = token is not null && links.IsGood(token, id);
        var report = isLinked
            ? await desk.FindAsync(id, cancellationToken) ?? throw ReportProblems.Unknown(id)
            : await FindOwnAsync(context, id, desk, cancellationToken);
        if (report.State == ReportState.Expired || report.ExpiresAt <= time.GetUtcNow())
        {
            throw ReportProblems.DocumentGone();
        }

        if (!report.State.HasDocument() || report.Document is not { } document)
        {
            throw ReportProblems.NoDocument(report);
        }

        // Who has it open reads it to its end, also where it is cleaned up meanwhile.
        var content = documents.Open(id, document) ?? throw new ProblemException(Problem.Unavailable(
            "The document is not in the storage of this process right now; do all of them share one folder?"));
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentDisposition = Disposition(report.Order);
        return TypedResults.Stream(
            content,
            Pdf,
            entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""),
            enableRangeProcessing: true);
    }

    private static async Task<Report> FindOwnAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken)
    {
        var caller = ReportCaller.Of(context.User);
        var report = await desk.FindAsync(id, caller, cancellationToken);
        return caller.IsAsker(report) ? report : throw ReportProblems.NotOwn("read");
    }

    private static string Disposition(ReportOrder order)
    {
        var disposition = new ContentDispositionHeaderValue("inline");
        disposition.SetHttpFileName(DocumentNames.Of(order));
        return disposition.ToString();
    }
}
