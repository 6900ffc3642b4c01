using Microsoft.Extensions.Options;

namespace Homing.Gateway.Origins;

/// <summary>Says which of the origins is not one.</summary>
internal sealed class AllowedOriginsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options) =>
        options.AllowedOrigins.FirstOrDefault(origin => !OriginRule.IsOrigin(origin)) is { } wrong
            ? ValidateOptionsResult.Fail(
                $"Homing:Gateway:AllowedOrigins holds '{wrong}': each must be scheme and host, such as https://pages.example.")
            : ValidateOptionsResult.Success;
}
