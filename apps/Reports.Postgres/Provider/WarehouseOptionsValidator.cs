using Homing.Postgres;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Postgres.Provider;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed. It never shows a password.</summary>
internal sealed class WarehouseOptionsValidator : IValidateOptions<WarehouseOptions>
{
    public ValidateOptionsResult Validate(string? name, WarehouseOptions options) => new SettingChecks(WarehouseOptions.SectionName)
        .ConnectionString(nameof(options.ConnectionString), options.ConnectionString)
        .Result;
}
