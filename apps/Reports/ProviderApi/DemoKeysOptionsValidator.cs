using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ProviderApi;

internal sealed class DemoKeysOptionsValidator : IValidateOptions<DemoKeysOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoKeysOptions options) =>
        new SettingChecks(DemoKeysOptions.SectionName)
            .Require(!string.IsNullOrWhiteSpace(options.DemoKeys), nameof(options.DemoKeys), options.DemoKeys, "the path of a file")
            .Result;
}
