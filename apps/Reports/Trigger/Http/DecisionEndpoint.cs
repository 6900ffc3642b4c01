using Homing.Reports.Contracts;
using Homing.Reports.Trigger.Orders;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Homing.Reports.Trigger.Http;

/// <summary>What is decided about a report that was asked for.</summary>
internal static class DecisionEndpoint
{
    public const int MaxNoteLength = 500;

    public static async Task<IResult> ApproveAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken)
    {
        var caller = ReportCaller.Of(context.User);
        var body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        return Answer(await desk.DecideAsync(
            id,
            caller,
            JsonFields.Flag(body, "approved"),
            JsonFields.Note(body, "note", MaxNoteLength),
            JsonFields.OptionalNumber(body, "version"),
            cancellationToken));
    }

    public static async Task<IResult> CancelAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken) =>
        Answer(await desk.CancelAsync(id, ReportCaller.Of(context.User), cancellationToken));

    public static async Task<IResult> MailAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken) =>
        Answer(
            await desk.MailAgainAsync(id, ReportCaller.Of(context.User), cancellationToken), StatusCodes.Status202Accepted);

    private static JsonHttpResult<ReportView> Answer(Report report, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(ReportView.Of(report), TriggerJson.Default.ReportView, statusCode: status);
}
