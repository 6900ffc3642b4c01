using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Parking;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class ParkingOptionsValidator : IValidateOptions<ParkingOptions>
{
    public ValidateOptionsResult Validate(string? name, ParkingOptions options) =>
        new SettingChecks(ParkingOptions.SectionName)
            .File(nameof(options.Catalogue), options.Catalogue)
            .Source(nameof(options.CatalogueSource), options.CatalogueSource)
            .File(nameof(options.Readings), options.Readings)
            .Range(nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
            .Range(nameof(options.FutureTolerance), options.FutureTolerance, TimeSpan.Zero, TimeSpan.FromHours(1))
            .Range(nameof(options.ReplaySpeed), options.ReplaySpeed, 0, 100_000)
            .Range(
                nameof(options.WatchInterval), options.WatchInterval,
                TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10))
            .Result;
}
