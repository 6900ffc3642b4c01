using System.Text.Json.Serialization.Metadata;
using Homing.Gateway.Identity;
using Homing.Messages;
using Homing.Reports.Trace.Mail.Mime;
using Homing.Reports.Workflow;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Homing.Reports.Trace.Mail.Outbox;

/// <summary>The mails that were written to files, for those they are addressed to.</summary>
internal static class OutboxEndpoints
{
    private const int MaxListed = 100;

    public static void MapOutbox(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/reports/outbox").WithTags("Reports").AnswersProblems();
        api.MapGet("", ListAsync)
            .WithSummary("The caller's mails, newest first, where mails are written to files")
            .WithDescription($"At most {MaxListed}. Empty where there is a mail server.")
            .DescribeMails();
        api.MapGet("/{name}", GetAsync).WithSummary("One of the caller's mails").DescribeMail();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Outbox outbox, ReportLedger ledger, CancellationToken cancellationToken)
    {
        var user = CallerOf(context);
        var views = new List<OutboxMail>();
        foreach (var name in outbox.All.Where(name => IsFor(user, name, ledger)).Take(MaxListed))
        {
            if (await ReadAsync(outbox, name, cancellationToken) is { } view)
            {
                views.Add(view);
            }
        }

        return Answer(context, views, TraceJson.Default.ListOutboxMail);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string name, Outbox outbox, ReportLedger ledger, CancellationToken cancellationToken)
    {
        var user = CallerOf(context);
        return IsFor(user, name, ledger) && await ReadAsync(outbox, name, cancellationToken) is { } view
            ? Answer(context, view, TraceJson.Default.OutboxMail)
            : throw new ProblemException(Problem.NotFound($"There is no mail '{name}' to you."));
    }

    private static JsonHttpResult<T> Answer<T>(HttpContext context, T body, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Json(body, type);
    }

    private static string CallerOf(HttpContext context) => Users.IdOf(context.User)
        ?? throw new ProblemException(Problem.Unauthenticated("Mails are for users: sign in first."));

    // A name begins with the report's id. Who asked for the report is who its mail is to.
    private static bool IsFor(string user, string name, ReportLedger ledger) =>
        name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && !name.AsSpan().ContainsAny('/', '\\')
        && Guid.TryParseExact(name.AsSpan(0, at), "D", out var report)
        && ledger.Find(report)?.RequestedBy == user;

    private static async Task<OutboxMail?> ReadAsync(Outbox outbox, string name, CancellationToken cancellationToken)
    {
        await using var file = outbox.Open(name);
        if (file is null)
        {
            return null;
        }

        var report = Guid.ParseExact(name.AsSpan(0, name.IndexOf('@', StringComparison.Ordinal)), "D");
        var view = await MimeReader.ReadAsync(file, cancellationToken);
        return new OutboxMail(
            name, report, Rfc3339.Format(view.Date), view.From, view.To, view.Subject, view.Text, view.Attachments);
    }
}
