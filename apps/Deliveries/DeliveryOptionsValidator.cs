using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) =>
        new SettingChecks(DeliveryOptions.SectionName)
            .File(nameof(options.Routes), options.Routes)
            .Source(nameof(options.RouteSource), options.RouteSource)
            .Range(nameof(options.MaxJumpM), options.MaxJumpM, 1, 100_000)
            .Range(nameof(options.SpeedMps), options.SpeedMps, DeliveryOptions.MinSpeedMps, DeliveryOptions.MaxSpeedMps)
            .Range(nameof(options.Partitions), options.Partitions, 1, 256)
            .Range(
                nameof(options.PositionRetention), options.PositionRetention,
                TimeSpan.FromHours(1), TimeSpan.FromDays(365))
            .Range(nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))
            .Range(nameof(options.FutureTolerance), options.FutureTolerance, TimeSpan.Zero, TimeSpan.FromHours(1))
            .Range(nameof(options.InsightsKept), options.InsightsKept, TimeSpan.FromHours(1), TimeSpan.FromDays(365))
            .Range(nameof(options.HeatCells), options.HeatCells, 100, 1_000_000)
            .Range(nameof(options.RidesKept), options.RidesKept, 100, 10_000_000)
            .Range(nameof(options.LookBack), options.LookBack, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1))
            .Result;
}
