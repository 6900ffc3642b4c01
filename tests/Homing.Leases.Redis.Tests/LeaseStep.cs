namespace Homing.Leases.Redis.Tests;

/// <summary>One step of a random history. Who and amount are taken modulo what there is.</summary>
public sealed record LeaseStep(LeaseStepKind Kind, int Who, int Amount);

public enum LeaseStepKind
{
    Acquire,
    Renew,
    RenewSome,
    Release,
    Crash,
    RenewLate,
    Pass,
    PassLong,
    Flush,
    Save,
    RestartOnSnapshot,
    Replace,
}
