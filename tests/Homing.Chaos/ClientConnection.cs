namespace Homing.Chaos;

/// <summary>One connection of a client.</summary>
internal sealed class ClientConnection(ChaosSocket socket, string name, Uri gateway) : IDisposable
{
    public ChaosSocket Socket { get; } = socket;

    /// <summary>Unique for its client.</summary>
    public string Name { get; } = name;

    public Uri Gateway { get; } = gateway;

    /// <summary>A read that was begun and whose outcome nobody has taken in yet.</summary>
    public Task<bool>? Reading { get; set; }

    /// <summary>The last number received.</summary>
    public long Seq { get; set; }

    /// <summary>The last number acknowledged.</summary>
    public long Acknowledged { get; set; }

    public DateTimeOffset HeardAt { get; set; }

    public DateTimeOffset PingedAt { get; set; }

    public bool IsWelcome { get; set; }

    public bool IsEnded { get; set; }

    public void Dispose() => Socket.Dispose();
}
