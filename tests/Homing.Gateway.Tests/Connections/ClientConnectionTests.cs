using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Gateway.Tests.Answers;
using Homing.Log;
using Homing.Messages;

namespace Homing.Gateway.Tests.Connections;

public sealed class ClientConnectionTests
{
    [Fact]
    public async Task Ending_again_completes_only_when_what_the_first_abandons_is_where_it_is_found()
    {
        using var kit = await MailboxKit.CreateAsync();
        var connection = kit.Connect("c1", null).Connection;
        var delivery = new HeldDelivery();
        Assert.True(connection.TryPush(delivery));

        var first = connection.EndAsync();
        var second = connection.EndAsync();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        delivery.HandedOver.SetResult();

        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.Equal(1, delivery.Abandonments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_that_came_before_its_request_was_durable_is_sent_only_under_a_lease_that_is_held(bool isHeld)
    {
        using var kit = await MailboxKit.CreateAsync();
        await kit.EnsureTopicsAsync();
        var visit = kit.Connect("c1", []);
        var request = new PendingRequest { Id = "r1", IsBeingAppended = true };
        Assert.True(visit.Connection.TryBegin(request));
        var tracker = new PositionTracker(_ => { });
        Assert.True(visit.Connection.TryDeliver(new DirectDelivery(
            MailboxKit.Answer("c1", "r1"), new Receipt(tracker, tracker.Add(0)), kit.Lease, kit.Handover, kit.Recent)));

        if (!isHeld)
        {
            await kit.Lease.DisposeAsync();
        }

        visit.Connection.Accept(request, new LogPosition(0, 0));
        Assert.Equal(isHeld ? ["r1"] : [], visit.Answers);

        await visit.Connection.EndAsync();
        var topic = await kit.Log.DescribeTopicAsync(Topics.ClientResponseBroadcast, TestContext.Current.CancellationToken);
        Assert.Equal(1, topic!.Partitions.Sum(range => range.End));
    }

    private sealed class HeldDelivery : IDelivery
    {
        public TaskCompletionSource HandedOver { get; } = new();

        public int Abandonments { get; private set; }

        public PooledBuffer WriteFrame(long seq)
        {
            var frame = new PooledBuffer();
            "{\"type\":\"push\"}"u8.CopyTo(frame.GetSpan(15));
            frame.Advance(15);
            return frame;
        }

        public void Acknowledge() => Assert.Fail("Nobody acknowledged it.");

        public Task AbandonAsync()
        {
            Abandonments++;
            return HandedOver.Task;
        }
    }
}
