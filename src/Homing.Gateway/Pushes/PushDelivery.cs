using Homing.Gateway.Connections;
using Homing.Gateway.Protocol;

namespace Homing.Gateway.Pushes;

/// <summary>A push on its way to one connection.</summary>
internal sealed class PushDelivery(OpenPushes pushes, OpenPush push, ClientConnection connection) : IDelivery
{
    public PooledBuffer WriteFrame(long seq) => ServerFrame.Push(seq, push.Id, push.Topic, push.Body);

    public void Acknowledge() => pushes.Acknowledged(push);

    public Task AbandonAsync()
    {
        pushes.Abandoned(push, connection);
        return Task.CompletedTask;
    }
}
