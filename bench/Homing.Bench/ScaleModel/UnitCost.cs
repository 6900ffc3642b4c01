namespace Homing.Bench.ScaleModel;

/// <summary>What one thing costs, and how that is known.</summary>
/// <param name="What">One of what, and where it is paid.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">B, µs of one processor, or a rate.</param>
/// <param name="Source">The command that measured it, or where an assumption comes from.</param>
/// <param name="IsAssumed">True where it was not measured here.</param>
internal sealed record UnitCost(string What, double Value, string Unit, string Source, bool IsAssumed)
{
    /// <summary>The value of a cost in µs, in seconds.</summary>
    public double Seconds => Value / 1e6;
}
