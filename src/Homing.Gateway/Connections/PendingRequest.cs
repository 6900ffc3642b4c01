namespace Homing.Gateway.Connections;

/// <summary>A request that its connection waits for. Guarded by the connection's lock.</summary>
internal sealed class PendingRequest
{
    public required string Id { get; init; }

    public required string Op { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Where the request stands in the log; null until it is durable and its client was told.</summary>
    public (int Partition, long Offset)? Accepted { get; set; }

    /// <summary>An answer that came before the client was told that its request is accepted.</summary>
    public HeldAnswer? Held { get; set; }
}

/// <summary>An answer that waits for its turn.</summary>
/// <param name="IsError">Whether the content is a problem.</param>
/// <param name="Content">A copy of the body or the problem.</param>
/// <param name="Receipt">To be completed when the client has acknowledged it.</param>
internal sealed record HeldAnswer(bool IsError, byte[] Content, Receipt Receipt);
