using System.Text.Json;
using Homing.Reports.Contracts;
using Homing.Streams;

namespace Homing.Reports.Trigger.Watching;

/// <summary>
/// Somebody who watches one report. Its position counts what has happened to the report, which is the same in every process,
/// so who comes back at another gateway is told truly whether something is missing.
/// </summary>
internal sealed class ReportWatch
{
    private readonly ChannelPosition? _since;

    public ReportWatch(
        Guid reportId, ReportCaller caller, ChannelPosition? since, IChannelWatcher watcher, Action<ReportWatch> leave)
    {
        (ReportId, Caller, _since) = (reportId, caller, since);
        Subscription = new ChannelSubscription(watcher, _ => leave(this));
    }

    public Guid ReportId { get; }

    public ReportCaller Caller { get; }

    public ChannelSubscription Subscription { get; }

    /// <summary>The report as the value of a channel.</summary>
    public static ChannelValue ValueOf(Report report) => new(
        PositionOf(report),
        report.ChangedAt,
        JsonSerializer.SerializeToUtf8Bytes(ReportView.Of(report), TriggerJson.Default.ReportView));

    /// <summary>Begins with the report as it is; false where the one who watches may not see it.</summary>
    public bool TryOpen(Report report)
    {
        if (!Caller.MaySee(report))
        {
            return false;
        }

        var now = PositionOf(report);
        if (_since is { } since && since.Epoch == now.Epoch && since.Offset <= now.Offset)
        {
            var first = since.Offset == now.Offset ? null : ValueOf(report) with { LeftOut = now.Offset - since.Offset - 1 };
            Subscription.Open(since, recovered: true, report.Changes, first);
        }
        else
        {
            // Just before what it is offered now: if that does not arrive, it asks again from before it.
            Subscription.Open(now with { Offset = now.Offset - 1 }, recovered: false, report.Changes, ValueOf(report));
        }

        return true;
    }

    /// <summary>Begins once the log was read; where there is still nothing to be seen, with nothing.</summary>
    public void OpenLate(Report? report)
    {
        if (report is null || !TryOpen(report))
        {
            Subscription.Open(default, recovered: false);
        }
    }

    private static ChannelPosition PositionOf(Report report) =>
        new(report.RequestedAt.ToUnixTimeMilliseconds(), report.Changes);
}
