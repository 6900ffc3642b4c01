using Homing.Reports.ProviderApi;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ExternalReader;

/// <summary>Each failure is one line that names the setting, and what is allowed; never the secret itself.</summary>
internal sealed class ExternalReaderOptionsValidator : IValidateOptions<ExternalReaderOptions>
{
    public ValidateOptionsResult Validate(string? name, ExternalReaderOptions options) =>
        new SettingChecks(ExternalReaderOptions.SectionName)
            .Require(
                options.Secrets.All(WebhookSigner.IsSecret), nameof(options.Secrets), "(not shown)",
                $"each '{WebhookSigner.SecretPrefix}' and 24 to 64 bytes in base64")
            .Result;
}
