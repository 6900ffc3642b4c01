namespace Homing.Operations;

/// <summary>What a process says of itself: the value of <c>homing.operations</c>. Totals count since its start.</summary>
public sealed record ProcessSnapshot
{
    /// <summary>Names this run of the process: another after each start.</summary>
    public required string ProcessId { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }

    /// <summary>The operating system's number of the process.</summary>
    public required int Pid { get; init; }

    /// <summary>What it runs.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>When it was started, UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it looked, UTC, by its own clock.</summary>
    public required DateTime At { get; init; }

    /// <summary>One of <see cref="ProcessState"/>; set by who merges, null in the topic.</summary>
    public string? State { get; init; }

    /// <summary>Its gateways; empty where it runs none.</summary>
    public IReadOnlyList<GatewaySnapshot> Gateways { get; init; } = [];

    /// <summary>Its gateways' answers by the way that they took; a way that none took is left out.</summary>
    public IReadOnlyDictionary<string, AnswerCount>? Answers { get; init; }

    /// <summary>From a request's coming to its answer's being sent, since the process last looked; null where none was.</summary>
    public LatencySnapshot? Latency { get; init; }

    /// <summary>What waits in its mailbox; each gateway process holds the same. Null without gateways.</summary>
    public MailboxSnapshot? Mailbox { get; init; }

    /// <summary>How far behind the groups are that it reads for.</summary>
    public IReadOnlyList<LagSnapshot> Lag { get; init; } = [];

    /// <summary>Records that it set aside as dead letters.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Ids that were granted to it.</summary>
    public long LeasesAcquired { get; init; }

    /// <summary>Ids that it lost before their release.</summary>
    public long LeasesLost { get; init; }
}

/// <summary>The values of <see cref="ProcessSnapshot.State"/>.</summary>
public static class ProcessState
{
    /// <summary>It was heard of not long ago.</summary>
    public const string Live = "live";

    /// <summary>It said that it stops.</summary>
    public const string Stopped = "stopped";

    /// <summary>It has been silent for too long.</summary>
    public const string Gone = "gone";
}

/// <summary>A gateway of a process.</summary>
/// <param name="Url">Where clients reach it.</param>
/// <param name="ApiId">Its id; null while it has none.</param>
/// <param name="Epoch">The id's epoch; null while it has none.</param>
/// <param name="State"><c>serving</c>, <c>draining</c>, or <c>down</c> while it has no id.</param>
/// <param name="Connections">Clients that are connected.</param>
/// <param name="InFlight">Their requests under way and answers not acknowledged.</param>
/// <param name="QueuedBytes">Bytes that wait to be read by slow clients.</param>
public sealed record GatewaySnapshot(
    string Url, int? ApiId, long? Epoch, string State, int Connections, int InFlight, long QueuedBytes);

/// <summary>Answers that took one way.</summary>
/// <param name="Total">Since the process started.</param>
/// <param name="PerSecond">Since it last looked.</param>
public sealed record AnswerCount(long Total, double PerSecond);

/// <summary>Latencies of an interval.</summary>
/// <param name="Count">How many.</param>
/// <param name="P50Ms">Half of them took no longer, in milliseconds.</param>
/// <param name="P99Ms">99 of a hundred took no longer, in milliseconds.</param>
public sealed record LatencySnapshot(long Count, double P50Ms, double P99Ms);

/// <summary>What waits in a mailbox.</summary>
/// <param name="Answers">How many answers.</param>
/// <param name="Bytes">What they take in memory.</param>
public sealed record MailboxSnapshot(int Answers, long Bytes);

/// <summary>How far behind a group is, over all partitions of a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Group">The group.</param>
/// <param name="Records">Records not done yet.</param>
public sealed record LagSnapshot(string Topic, string Group, long Records);
