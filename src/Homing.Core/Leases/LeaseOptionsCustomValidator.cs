using Microsoft.Extensions.Options;

namespace Homing.Leases;

/// <summary>The rules between the fields of <see cref="LeaseOptions"/>.</summary>
internal sealed class LeaseOptionsCustomValidator : IValidateOptions<LeaseOptions>
{
    public ValidateOptionsResult Validate(string? name, LeaseOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.SafetyMargin > options.TimeToLive / 3)
        {
            result.AddError(
                $"{LeaseOptions.SectionName}:{nameof(LeaseOptions.SafetyMargin)} is {options.SafetyMargin}; it may be at "
                + $"most a third of {nameof(LeaseOptions.TimeToLive)} ({options.TimeToLive / 3}).");
        }

        return result.Build();
    }
}
