namespace Homing.Core.Tests.Leases;

/// <summary>One step of a random history. Who and amount are taken modulo what there is.</summary>
public sealed record LeaseStep(LeaseStepKind Kind, int Who, int Amount);

public enum LeaseStepKind
{
    Start,
    Stop,
    Crash,
    Pause,
    Resume,
    JumpWallClock,
    Break,
    Heal,
    FillLog,
    EmptyLog,
    Restart,
    Pass,
}
