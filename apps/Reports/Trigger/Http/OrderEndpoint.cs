using System.Diagnostics;
using System.Security.Cryptography;
using Homing.Reports.Contracts;
using Homing.Reports.Trigger.Orders;
using Homing.Tracing;
using Microsoft.AspNetCore.Http;

namespace Homing.Reports.Trigger.Http;

/// <summary><c>POST /api/reports</c> and <c>PUT /api/reports/{id}</c>: orders.</summary>
internal static class OrderEndpoint
{
    public const string KeyHeader = "Idempotency-Key";
    public const int MaxKeyLength = 255;

    public static async Task<IResult> PostAsync(HttpContext context, ReportDesk desk, CancellationToken cancellationToken)
    {
        var caller = ReportCaller.Of(context.User);
        var key = KeyOf(context.Request);
        var order = OrderReader.Read(await RequestBody.ReadAsync(context.Request, cancellationToken));
        var id = await desk.RequestAsync(caller, key, order, TraceParentOf(context.Request), cancellationToken);
        context.Response.Headers.Location = $"/api/reports/{id:D}";
        return TypedResults.Json(
            new RequestedView(id, ReportStates.NameOf(ReportState.Requested)),
            TriggerJson.Default.RequestedView,
            statusCode: StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> PutAsync(
        HttpContext context, Guid id, ReportDesk desk, CancellationToken cancellationToken)
    {
        var caller = ReportCaller.Of(context.User);
        var body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var order = OrderReader.Read(body);
        var version = JsonFields.WholeNumber(body, "version", 1, int.MaxValue, null);
        var report = await desk.EditAsync(id, caller, order, version, cancellationToken);
        return TypedResults.Json(ReportView.Of(report), TriggerJson.Default.ReportView);
    }

    private static string KeyOf(HttpRequest request) => request.Headers[KeyHeader] switch
    {
        [] => throw JsonFields.Refuse(
            $"{KeyHeader}: the header is missing; allowed is any text of 1 to {MaxKeyLength} printable ASCII characters, a new one for each report"),
        [{ Length: > 0 and <= MaxKeyLength } key] when key.All(letter => letter is >= ' ' and <= '~') => key,
        _ => throw JsonFields.Refuse($"{KeyHeader}: allowed is one text of 1 to {MaxKeyLength} printable ASCII characters"),
    };

    // The trace that the request belongs to, else a new one.
    private static string TraceParentOf(HttpRequest request) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true, Id: { } current } ? current
        : request.Headers[TraceContext.ParentHeader] is [{ } given] && TraceContext.Parse(given) is not null ? given
        : $"00-{RandomNumberGenerator.GetHexString(32, lowercase: true)}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}-01";
}
