namespace Homing.HistoryChecker;

/// <summary>What was found.</summary>
public sealed record CheckReport
{
    /// <summary>How many faults there are of each kind; a kind is counted once a request.</summary>
    public required IReadOnlyDictionary<FaultKind, long> FaultCounts { get; init; }

    /// <summary>The faults, at most <see cref="Replay.MaxFaults"/> of a kind.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>What happened.</summary>
    public required CheckCounts Counts { get; init; }

    /// <summary>From asked to delivered.</summary>
    public required CheckTimes Times { get; init; }

    /// <summary>True where nothing is wrong.</summary>
    public bool IsClean => FaultCounts.Count == 0;

    /// <summary>How many faults there are of a kind.</summary>
    public long Count(FaultKind kind) => FaultCounts.GetValueOrDefault(kind);
}

/// <summary>What happened, in requests unless another unit is given.</summary>
public sealed record CheckCounts
{
    /// <summary>Files read.</summary>
    public int Files { get; init; }

    /// <summary>Lines read.</summary>
    public long Lines { get; init; }

    /// <summary>Files whose last line was cut, as a kill does.</summary>
    public int CutFiles { get; init; }

    /// <summary>Clients that asked.</summary>
    public int Clients { get; init; }

    /// <summary>Connections of all clients.</summary>
    public long Connections { get; init; }

    /// <summary>Asked by their clients.</summary>
    public long Asked { get; init; }

    /// <summary>Asked more than once, under the same id.</summary>
    public long AskedAgain { get; init; }

    /// <summary>Their clients heard that they are durable.</summary>
    public long Accepted { get; init; }

    /// <summary>Their answers were given to the application.</summary>
    public long Delivered { get; init; }

    /// <summary>Their answers came to the socket more than once.</summary>
    public long ReceivedAgain { get; init; }

    /// <summary>Refused with a reason.</summary>
    public long Refused { get; init; }

    /// <summary>Their deadline passed.</summary>
    public long Expired { get; init; }

    /// <summary>Cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>A worker began them more than once.</summary>
    public long WorkedTwice { get; init; }

    /// <summary>Their answers were handed over to the mailboxes of all.</summary>
    public long HandedOver { get; init; }

    /// <summary>Asked, not known to be accepted, and not settled by the end of a complete history.</summary>
    public long Open { get; init; }

    /// <summary>Not settled, of clients whose history ended early.</summary>
    public long Undecided { get; init; }
}

/// <summary>Times from asked to delivered.</summary>
/// <param name="P50">Half are quicker.</param>
/// <param name="P99">One of a hundred is slower.</param>
/// <param name="Max">The slowest.</param>
public sealed record CheckTimes(TimeSpan P50, TimeSpan P99, TimeSpan Max);
