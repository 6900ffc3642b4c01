using Homing.Http;
using Homing.Reports.Contracts;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Trigger.Http;

/// <summary><c>GET /api/reports</c> and <c>GET /api/reports/{id}</c>.</summary>
internal static class ListEndpoint
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const string Me = "me";

    public static IResult Get(HttpContext context, string? state, string? limit, string? awaiting, ReportDesk desk)
    {
        var caller = ReportCaller.Of(context.User);
        var most = QueryText.WholeNumber("limit", limit, DefaultLimit, 1, MaxLimit);
        var only = QueryText.OneOf("state", state, [.. Enum.GetValues<ReportState>().Select(ReportStates.NameOf)]);
        var reports = QueryText.OneOf("awaiting", awaiting, [Me]) is null ? desk.ListAskedBy(caller) : desk.ListAwaiting(caller);
        return TypedResults.Json(
            (IReadOnlyList<ReportView>)[.. reports
                .Where(report => only is null || ReportStates.NameOf(report.State) == only).Take(most).Select(ReportView.Of)],
            TriggerJson.Default.IReadOnlyListReportView);
    }

    public static async Task<IResult> GetOneAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Json(
            ReportView.Of(await desk.FindAsync(id, ReportCaller.Of(context.User), cancellationToken)),
            TriggerJson.Default.ReportView);
}
