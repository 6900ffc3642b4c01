namespace Homing.Chaos;

/// <summary>What is done to the server.</summary>
public enum ServerFaultKind
{
    /// <summary>kill -9 of the process with all its gateways and workers, and a start on the same folder.</summary>
    Kill,

    /// <summary>The process stands still for twice as long as it may hold its ids.</summary>
    Pause,

    /// <summary>One gateway ends without a goodbye; the others and the workers live on.</summary>
    CrashGateway,

    /// <summary>The workers stop in the middle of what they do and start again.</summary>
    RestartWorkers,
}

/// <summary>A fault and its moment.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="At">When: once this share of all requests is settled, from 0 to 1.</param>
public sealed record ServerFault(ServerFaultKind Kind, double At);
