using Homing.Gateway.Connections;
using Homing.Pushes;

namespace Homing.Gateway.Pushes;

/// <summary>A push that its user has not acknowledged. Guarded by the lock of <see cref="OpenPushes"/>.</summary>
internal sealed class OpenPush
{
    // What the objects around a body take, about.
    private const int Overhead = 400;

    private HashSet<ClientConnection>? _sentTo;

    public OpenPush(in PushMessage message, DateTimeOffset tombstoneAt)
    {
        Id = message.PushId;
        UserId = message.UserId;
        Topic = message.Topic;
        Body = message.Body.ToArray();
        ExpiresAt = message.ExpiresAt;
        TombstoneAt = tombstoneAt;
    }

    public string Id { get; }

    public string UserId { get; }

    public string Topic { get; }

    public byte[] Body { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>When this process removes the push from the log, if no other has by then.</summary>
    public DateTimeOffset TombstoneAt { get; }

    /// <summary>Memory that it takes, about.</summary>
    public long Size => Overhead + Body.Length + (2 * (Id.Length + UserId.Length + Topic.Length));

    /// <summary>True once it was acknowledged or has expired, here or elsewhere; not where it only had to make room.</summary>
    public bool IsSettled { get; set; }

    /// <returns>False where the connection was sent it before.</returns>
    public bool TryMarkSent(ClientConnection connection) => (_sentTo ??= []).Add(connection);

    public void UnmarkSent(ClientConnection connection) => _sentTo?.Remove(connection);
}
