using System.Net;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Limits;

/// <summary>Says which of the proxies is not an address or a network.</summary>
internal sealed class TrustedProxiesValidator : IValidateOptions<LimitOptions>
{
    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        var wrong = options.TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _));
        return wrong.FirstOrDefault() is { } first
            ? ValidateOptionsResult.Fail(
                $"Homing:Limits:TrustedProxies holds '{first}': each must be an address or a network, such as 10.0.0.0/8.")
            : ValidateOptionsResult.Success;
    }
}
