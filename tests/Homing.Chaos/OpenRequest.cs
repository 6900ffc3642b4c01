namespace Homing.Chaos;

/// <summary>A request that a client waits for.</summary>
internal sealed class OpenRequest
{
    public required string Id { get; init; }

    /// <summary>When nobody waits for it any more.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How long its worker takes.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Whether the client will take it back.</summary>
    public required bool IsToBeCancelled { get; init; }

    /// <summary>Where it stands in the log; null until it is known to be durable.</summary>
    public (int Partition, long Offset)? At { get; set; }

    /// <summary>True between a cancel on the present connection and its answer.</summary>
    public bool IsCancelling { get; set; }

    /// <summary>When it is to be sent again; null where it need not be.</summary>
    public DateTimeOffset? SendAgainAt { get; set; }
}
