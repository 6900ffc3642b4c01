using Homing.Reports.Trigger.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what the trigger has over HTTP.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/reports").WithTags("Reports").AnswersProblems().AddEndpointFilter(NoStoreAsync);
        api.MapPost("", OrderEndpoint.PostAsync)
            .WithSummary("Asks for a report")
            .WithDescription("""
                Needs the header Idempotency-Key: the same key and order are the same report; another order under it is refused (422).
                Takes {"kind","title"?,"parameters","lifetime_minutes"?}.
                """)
            .DescribeOrder();
        api.MapGet("", ListEndpoint.Get)
            .WithSummary("The reports that the caller asked for, newest first")
            .DescribeList();
        api.MapGet("/kinds", KindsEndpoint.Get).WithSummary("The kinds of reports, with their parameters and limits").DescribeKinds();
        api.MapGet("/{id:guid}", ListEndpoint.GetOneAsync).WithSummary("A report: its state, progress and timeline").DescribeReport();
        api.MapPut("/{id:guid}", OrderEndpoint.PutAsync)
            .WithSummary("Changes an order that is not with the provider yet; an approval of the older one is void")
            .WithDescription("Takes what POST takes, and the version that it replaces.")
            .DescribeEdit();
        api.MapPost("/{id:guid}/approval", DecisionEndpoint.ApproveAsync)
            .WithSummary("Approves or rejects")
            .WithDescription("""Takes {"approved","note"?,"version"?}. 409 where another decision, the deadline, an edit or a cancel was first.""")
            .DescribeApproval();
        api.MapPost("/{id:guid}/cancel", DecisionEndpoint.CancelAsync)
            .WithSummary("Takes a report back, before its document is here")
            .DescribeDecision(StatusCodes.Status200OK);
        api.MapPost("/{id:guid}/mail", DecisionEndpoint.MailAsync)
            .WithSummary("Has a mail sent again that failed or is uncertain")
            .DescribeDecision(StatusCodes.Status202Accepted);
        api.MapMethods("/{id:guid}/document", [HttpMethods.Get, HttpMethods.Head], DocumentEndpoint.GetAsync)
            .WithSummary("The document: PDF, with ETag and Range")
            .WithDescription("404 before it is here, 410 once its life time is over. Without signing in where ?token= is that of a link in a mail.")
            .DescribeDocument();
    }

    // Whose they are is in the cookie: nobody in between may keep them.
    private static ValueTask<object?> NoStoreAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "private, no-store";
        return next(context);
    }
}
