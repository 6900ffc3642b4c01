using Homing.Gateway.Connections;
using Homing.Leases;
using Homing.Messages;

namespace Homing.Gateway.Answers;

/// <summary>
/// An answer from the gateway's own response topic. Until it is acknowledged its place in the topic is not passed; where
/// the connection ends before, it is handed over to the mailboxes.
/// </summary>
internal sealed class DirectDelivery(
    ResponseMessage response, Receipt receipt, HeldLease lease, Handover handover, RecentRequests recent)
    : AnswerDelivery(response)
{
    protected override string Destination => Topics.ClientResponseFamily;

    public override void Acknowledge()
    {
        recent.Add(Request, RequestState.Answered);
        receipt.Settle();
        Release("acknowledged");
    }

    public override async Task AbandonAsync()
    {
        recent.RemoveSent(Request);

        // An abandoned lease is as if this gateway had died: whoever adopts its topic finds the answer there.
        if (!lease.IsAbandoned)
        {
            await await handover.BeginAsync(Response, receipt, AnswerWay.Rerouted);
        }

        Release("abandoned");
    }
}
