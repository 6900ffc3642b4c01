namespace Homing.Bench.ScaleModel;

/// <summary>Where a limit is reached.</summary>
/// <param name="Limit">What it is.</param>
/// <param name="Bound">Where it stands.</param>
/// <param name="Clients">The fewest that reach it; null where none do.</param>
/// <param name="Gateways">Of the fleet of so many clients.</param>
/// <param name="Remedy">What one changes then.</param>
internal sealed record LimitRow(string Limit, string Bound, long? Clients, int? Gateways, string Remedy)
{
    public static LimitRow Of(ScaleLimit limit, FleetSetting setting)
    {
        var at = limit.ReachedAt(setting);
        return new LimitRow(
            limit.Name,
            limit.Bound,
            at,
            at is { } clients ? FleetPlan.Of(setting with { Clients = clients }).Gateways : null,
            limit.Remedy);
    }
}
