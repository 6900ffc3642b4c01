using Homing.Gateway.Connections;
using Homing.Gateway.Tests.Answers;

namespace Homing.Gateway.Tests.Connections;

public sealed class ClientConnectionTests
{
    [Fact]
    public void Ending_again_completes_only_when_what_the_first_abandons_is_where_it_is_found()
    {
        using var kit = new MailboxKit();
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
