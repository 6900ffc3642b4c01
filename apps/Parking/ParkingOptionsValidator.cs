using Microsoft.Extensions.Options;

namespace Homing.Parking;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class ParkingOptionsValidator : IValidateOptions<ParkingOptions>
{
    public ValidateOptionsResult Validate(string? name, ParkingOptions options)
    {
        var failures = new List<string>();
        RequireFile(failures, nameof(options.Catalogue), options.Catalogue);
        RequireFile(failures, nameof(options.Readings), options.Readings);
        RequireRange(failures, nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        RequireRange(failures, nameof(options.FutureTolerance), options.FutureTolerance, TimeSpan.Zero, TimeSpan.FromHours(1));
        RequireRange(failures, nameof(options.ReplaySpeed), options.ReplaySpeed, 0, 100_000);
        RequireRange(
            failures, nameof(options.WatchInterval), options.WatchInterval,
            TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void RequireFile(List<string> failures, string setting, string value)
    {
        if (string.IsNullOrWhiteSpace(value) || !File.Exists(ParkingOptions.Locate(value)))
        {
            failures.Add($"{ParkingOptions.SectionName}:{setting} is '{value}'; allowed is the path of a file that exists.");
        }
    }

    private static void RequireRange<T>(List<string> failures, string setting, T value, T lowest, T highest)
        where T : IComparable<T>
    {
        // The negation also catches NaN.
        if (!(value.CompareTo(lowest) >= 0 && value.CompareTo(highest) <= 0))
        {
            failures.Add(FormattableString.Invariant(
                $"{ParkingOptions.SectionName}:{setting} is '{value}'; allowed is {lowest} to {highest}."));
        }
    }
}
