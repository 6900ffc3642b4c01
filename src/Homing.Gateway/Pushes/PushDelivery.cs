using Homing.Gateway.Connections;

namespace Homing.Gateway.Pushes;

/// <summary>A push on its way to one connection.</summary>
internal sealed class PushDelivery(OpenPushes pushes, OpenPush push, ClientConnection connection) : IDelivery
{
    public void Acknowledge() => pushes.Acknowledged(push);

    public void Abandon() => pushes.Abandoned(push, connection);
}
