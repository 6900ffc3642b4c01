namespace Homing.Bench.ScaleModel;

/// <summary>Whom a fleet serves, of which machines it is made, and how it is set.</summary>
internal sealed record FleetSetting
{
    /// <summary>Connected at once.</summary>
    public long Clients { get; init; } = 1_000_000;

    /// <summary>Of each client, in the busiest hour.</summary>
    public double RequestsPerHour { get; init; } = 30;

    /// <summary>How often a client loses its connection by itself, an hour: phones change their networks.</summary>
    public double ReconnectsPerHour { get; init; } = 1;

    /// <summary>Share of answers whose client is away when they come, beside those that its own reconnects make.</summary>
    public double AwayShare { get; init; } = 0.02;

    /// <summary>How long such a client is away; at most <see cref="ResumeTtl"/> of it counts.</summary>
    public double AwaySeconds { get; init; } = 60;

    /// <summary>From a request to the ack of its answer, its client being there.</summary>
    public double AnswerSeconds { get; init; } = 0.5;

    /// <summary>Bytes of a request's body.</summary>
    public double RequestBytes { get; init; } = 200;

    /// <summary>Bytes of an answer's body.</summary>
    public double AnswerBytes { get; init; } = 1_000;

    /// <summary>Of the handler, for one request, in µs of one processor.</summary>
    public double HandlerMicroseconds { get; init; } = 200;

    /// <summary>Processors of a machine; a gateway or worker has one to itself.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Memory of a machine.</summary>
    public double MemoryBytes { get; init; } = 8L << 30;

    /// <summary>Share of processors and memory that may be used while a third of the fleet is away.</summary>
    public double MostUse { get; init; } = 0.75;

    /// <summary><c>Homing:Gateway:MaxConnections</c>.</summary>
    public long MaxConnections { get; init; } = 200_000;

    /// <summary><c>Homing:Gateway:ReconnectRate</c>.</summary>
    public double ReconnectRate { get; init; } = 2_000;

    /// <summary><c>Homing:Gateway:ReconnectWindow</c>, in seconds.</summary>
    public double LeastWindow { get; init; } = 2;

    /// <summary><c>Homing:Gateway:DrainRate</c>.</summary>
    public double DrainRate { get; init; } = 2_000;

    /// <summary><c>Homing:Gateway:DrainTimeout</c>, in seconds.</summary>
    public double DrainTimeout { get; init; } = 10;

    /// <summary><c>Homing:Gateway:PingInterval</c>, in seconds.</summary>
    public double PingInterval { get; init; } = 25;

    /// <summary><c>Homing:Gateway:ResumeTtl</c>, in seconds.</summary>
    public double ResumeTtl { get; init; } = 120;

    /// <summary><c>Homing:Gateway:MaxMailboxAnswers</c>.</summary>
    public double MaxMailboxAnswers { get; init; } = 200_000;

    /// <summary><c>Homing:Gateway:MaxMailboxBytes</c>.</summary>
    public double MaxMailboxBytes { get; init; } = 128L << 20;

    /// <summary><c>Homing:Messaging:RequestPartitions</c>.</summary>
    public int RequestPartitions { get; init; } = 4;
}
