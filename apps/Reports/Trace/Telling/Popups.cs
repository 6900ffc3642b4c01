using System.Text.Json;
using Homing.Pushes;
using Homing.Reports.Contracts;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Telling;

/// <summary>Tells who asked, wherever they are, what became of their report.</summary>
internal sealed class Popups(UserPushes pushes, IOptions<TraceOptions> options)
{
    private readonly TimeSpan _lifetime = options.Value.PopupLifetime;

    /// <summary>True where who asked was not told yet, and there is something to tell.</summary>
    public static bool IsOwed(Report report) =>
        !report.PopupSent && (report.State.HasDocument() || report.State is ReportState.Failed or ReportState.Rejected);

    /// <summary>
    /// Puts it into the mailbox of who asked. Doing so again is harmless: a report has one popup, by whose id whoever shows it
    /// knows it.
    /// </summary>
    public async ValueTask SendAsync(Report report, CancellationToken cancellationToken)
    {
        var hasDocument = report.State.HasDocument();
        var body = new PopupBody(
            report.Id,
            report.Order.Title,
            report.Order.Kind,
            ReportStates.NameOf(hasDocument ? ReportState.Fetched : report.State),
            hasDocument ? null : report.Reason,
            hasDocument ? $"/api/reports/{report.Id:D}/document" : null);
        await pushes.SendAsync(
            report.RequestedBy,
            ReportTopics.Push,
            JsonSerializer.SerializeToUtf8Bytes(body, TraceJson.Default.PopupBody),
            _lifetime,
            $"report-{report.Id:N}-{body.State}",
            cancellationToken);
    }
}
