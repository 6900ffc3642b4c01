using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class TraceOptionsValidator : IValidateOptions<TraceOptions>
{
    public ValidateOptionsResult Validate(string? name, TraceOptions options) =>
        new SettingChecks(TraceOptions.SectionName)
            .Range(nameof(options.PopupLifetime), options.PopupLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30))
            .Range(nameof(options.SweepInterval), options.SweepInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1))
            .Range(nameof(options.OrphanAge), options.OrphanAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7))
            .Result;
}
