using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Postgres;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed. It never shows a password.</summary>
internal sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresOptions options) =>
        new SettingChecks(PostgresOptions.SectionName)
            .ConnectionString(nameof(options.ConnectionString), options.ConnectionString)
            .Range(nameof(options.ReadAgainAfter), options.ReadAgainAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))
            .Result;
}
