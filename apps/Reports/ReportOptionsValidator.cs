using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class ReportOptionsValidator : IValidateOptions<ReportOptions>
{
    public ValidateOptionsResult Validate(string? name, ReportOptions options) =>
        new SettingChecks(ReportOptions.SectionName)
            .Require(!string.IsNullOrWhiteSpace(options.Directory), nameof(options.Directory), options.Directory, "the path of a folder")
            .Require(options.Projection is "none" or DataSources.Database, nameof(options.Projection), options.Projection, "none or database")
            .Range(nameof(options.Partitions), options.Partitions, 1, 256)
            .Range(nameof(options.EventsKept), options.EventsKept, TimeSpan.FromDays(7), TimeSpan.FromDays(365))
            .Range(nameof(options.MaxConcurrency), options.MaxConcurrency, 1, 1_000)
            .Result;
}
