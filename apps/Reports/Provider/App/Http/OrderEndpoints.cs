using System.Diagnostics;
using System.Globalization;
using Homing;
using Homing.Http;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App;
using Homing.Reports.Provider.App.Http;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.ProviderApi;
using Homing.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the app of the reporting provider.</summary>
internal static class OrderEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const int MaxBytes = 64 * 1024;

    public static void MapProviderOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints.MapGroup("/provider/reports").WithTags("Reporting provider").AnswersProblems().RequiresApiKey();
        orders.MapPost("", PostAsync)
            .WithSummary("Orders a report")
            .WithDescription(
                "Needs Idempotency-Key, which is the report_id. The same again answers how it stands; another body under the same "
                + "key 422; 410 where it was deleted; 429 with Retry-After while too many wait.")
            .DescribeOrder();
        orders.MapGet("/{id:guid}", Get)
            .WithSummary("How an order stands")
            .WithDescription("404 where there is none, 410 where it was deleted.")
            .DescribeJob();
        orders.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Ends the work on an order and deletes its document")
            .WithDescription("204 also where there is nothing; an order that arrives later under the same key is answered 410.")
            .DescribeWithdrawal();
    }

    private static async Task<IResult> PostAsync(
        HttpContext context,
        OrderReader reader,
        OrderBook orders,
        DocumentStorage storage,
        ProviderMetrics metrics,
        CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(context.Request, MaxBytes, cancellationToken);
        var order = reader.Read(body, context.Request.Headers[IdempotencyKey].ToString());
        var (outcome, job) = orders.Accept(order, TraceParentOf(context.Request));
        metrics.OrderAnswered(OutcomeName(outcome));
        switch (outcome)
        {
            case OrderOutcome.KeyTaken:
                throw new ProblemException(new Problem(
                    Problem.TypePrefix + "key-taken", "The key is taken", StatusCodes.Status422UnprocessableEntity,
                    $"{IdempotencyKey}: another order has it"));
            case OrderOutcome.Deleted:
                throw new ProblemException(Gone(order.ReportId));
            case OrderOutcome.QueueFull:
                context.Response.Headers.RetryAfter = orders.RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                throw new ProblemException(new Problem(
                    Problem.TypePrefix + "too-many", "Too many wait", StatusCodes.Status429TooManyRequests,
                    "As many orders wait for their turn as may."));
            default:
                context.Response.Headers.Location = $"/provider/reports/{order.ReportId:D}";
                return Answer(job!, storage, StatusCodes.Status202Accepted);
        }
    }

    private static JsonHttpResult<ProviderJob> Get(Guid id, JobStore store, DocumentStorage storage) => store.Find(id) switch
    {
        null => throw new ProblemException(Problem.NotFound($"There is no order {id}.")),
        { State: JobState.Deleted } => throw new ProblemException(Gone(id)),
        var job => Answer(job, storage, StatusCodes.Status200OK),
    };

    private static async Task<IResult> DeleteAsync(Guid id, OrderBook orders, CancellationToken cancellationToken)
    {
        await orders.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    // The storage may have moved since the document was stored.
    private static JsonHttpResult<ProviderJob> Answer(Job job, DocumentStorage storage, int status)
    {
        var answer = job.ToProviderJob();
        return TypedResults.Json(
            answer.Document is { } document ? answer with { Document = document with { Url = storage.UrlOf(job.Id) } } : answer,
            ProviderJson.Default.ProviderJob,
            statusCode: status);
    }

    private static Problem Gone(Guid id) => Problem.Gone($"The order {id} was deleted.");

    private static string OutcomeName(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Accepted => "accepted",
        OrderOutcome.Repeated => "repeated",
        OrderOutcome.KeyTaken => "key_taken",
        OrderOutcome.Deleted => "deleted",
        _ => "queue_full",
    };

    // Where nobody traces here, call backs still belong where the order came from.
    private static string? TraceParentOf(HttpRequest request) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id
        : request.Headers[TraceContext.ParentHeader].ToString() is { Length: > 0 } sent && TraceContext.Parse(sent) is not null ? sent
        : null;
}
