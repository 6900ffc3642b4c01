using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trigger;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class TriggerOptionsValidator : IValidateOptions<TriggerOptions>
{
    public ValidateOptionsResult Validate(string? name, TriggerOptions options) =>
        new SettingChecks(TriggerOptions.SectionName)
            .Require(
                Uri.CheckHostName(options.MailDomain) == UriHostNameType.Dns,
                nameof(options.MailDomain), options.MailDomain, "the name of a domain, such as homing.example")
            .Range(nameof(options.Patience), options.Patience, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1))
            .Result;
}
