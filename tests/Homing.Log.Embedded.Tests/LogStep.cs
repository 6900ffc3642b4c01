namespace Homing.Log.Embedded.Tests;

/// <summary>One step of a random history. Who and amount are taken modulo what there is.</summary>
public sealed record LogStep(LogStepKind Kind, int Who, int Amount);

public enum LogStepKind
{
    Append,
    AppendMany,
    Remove,
    ReadFrom,
    Follow,
    GroupRead,
    Maintain,
    Reopen,
}
