using Microsoft.Extensions.Options;

namespace Homing.Deliveries;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var failures = new List<string>();
        RequireFile(failures, nameof(options.Routes), options.Routes);
        RequireRange(failures, nameof(options.MaxJumpM), options.MaxJumpM, 1, 100_000);
        RequireRange(failures, nameof(options.SpeedMps), options.SpeedMps, 0.1, 1_000);
        RequireRange(failures, nameof(options.Partitions), options.Partitions, 1, 256);
        RequireRange(
            failures, nameof(options.PositionRetention), options.PositionRetention,
            TimeSpan.FromHours(1), TimeSpan.FromDays(365));
        RequireRange(
            failures, nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RequireRange(
            failures, nameof(options.FutureTolerance), options.FutureTolerance, TimeSpan.Zero, TimeSpan.FromHours(1));
        RequireRange(
            failures, nameof(options.InsightsKept), options.InsightsKept, TimeSpan.FromHours(1), TimeSpan.FromDays(365));
        RequireRange(failures, nameof(options.HeatCells), options.HeatCells, 100, 1_000_000);
        RequireRange(failures, nameof(options.RidesKept), options.RidesKept, 100, 10_000_000);
        RequireRange(
            failures, nameof(options.LookBack), options.LookBack, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void RequireFile(List<string> failures, string setting, string value)
    {
        if (string.IsNullOrWhiteSpace(value) || !File.Exists(DeliveryOptions.Locate(value)))
        {
            failures.Add($"{DeliveryOptions.SectionName}:{setting} is '{value}'; allowed is the path of a file that exists.");
        }
    }

    private static void RequireRange<T>(List<string> failures, string setting, T value, T lowest, T highest)
        where T : IComparable<T>
    {
        // The negation also catches NaN.
        if (!(value.CompareTo(lowest) >= 0 && value.CompareTo(highest) <= 0))
        {
            failures.Add(FormattableString.Invariant(
                $"{DeliveryOptions.SectionName}:{setting} is '{value}'; allowed is {lowest} to {highest}."));
        }
    }
}
