using Homing.Gateway.Answers;
using Homing.Operations;

namespace Homing.Gateway.Operations;

/// <summary>What the gateways of this process add to its snapshot.</summary>
internal sealed class GatewaySnapshots(GatewaySet gateways, Mailbox mailbox, GatewayMetrics metrics) : ISnapshotPart
{
    private long[] _answers = metrics.CountAnswers();

    public ProcessSnapshot AddTo(ProcessSnapshot snapshot, TimeSpan elapsed)
    {
        var durations = metrics.RequestDurations.Take();
        return snapshot with
        {
            Gateways = [.. gateways.All.Select(Describe)],
            Answers = CountAnswers(elapsed),
            Latency = durations.Count == 0
                ? null
                : new LatencySnapshot(
                    durations.Count, Milliseconds(durations.Median), Milliseconds(durations.Percentile99)),
            Mailbox = new MailboxSnapshot(mailbox.Count, mailbox.Bytes),
        };
    }

    private static GatewaySnapshot Describe(Gateway gateway)
    {
        var held = gateway.Lease;
        var state = held is not { IsHeld: true } ? "down" : gateway.IsDraining ? "draining" : "serving";
        var load = gateway.Load;
        return new GatewaySnapshot(
            gateway.Url, held?.Lease.Id, held?.Lease.Epoch, state, gateway.ConnectionCount, load.InFlight, load.QueuedBytes);
    }

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 3);

    private Dictionary<string, AnswerCount> CountAnswers(TimeSpan elapsed)
    {
        var totals = metrics.CountAnswers();
        var counts = new Dictionary<string, AnswerCount>();
        for (var way = 0; way < totals.Length; way++)
        {
            if (totals[way] > 0)
            {
                var perSecond = elapsed > TimeSpan.Zero ? (totals[way] - _answers[way]) / elapsed.TotalSeconds : 0;
                counts.Add(AnswerWay.All[way], new AnswerCount(totals[way], Math.Round(perSecond, 1)));
            }
        }

        _answers = totals;
        return counts;
    }
}
