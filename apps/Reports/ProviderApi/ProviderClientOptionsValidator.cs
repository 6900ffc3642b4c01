using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.ProviderApi;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class ProviderClientOptionsValidator : IValidateOptions<ProviderClientOptions>
{
    private const string HttpAddress = "an http or https address without user, query and fragment";

    public ValidateOptionsResult Validate(string? name, ProviderClientOptions options) =>
        new SettingChecks(ProviderClientOptions.SectionName)
            .Require(IsHttp(options.Url), nameof(options.Url), options.Url, HttpAddress)
            .Require(IsHttp(options.CallbackUrl), nameof(options.CallbackUrl), options.CallbackUrl, HttpAddress)
            .Require(
                options.ApiKey.All(c => c is > ' ' and < (char)127), nameof(options.ApiKey), "(not shown)",
                "visible ASCII characters without spaces")
            .Require(
                options.AllowedHosts.All(ProviderHosts.IsHost), nameof(options.AllowedHosts),
                string.Join(", ", options.AllowedHosts), "names or addresses of hosts, each with a port or without")
            .Range(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5))
            .Range(nameof(options.BreakFor), options.BreakFor, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10))
            .Range(nameof(options.MaxDocumentBytes), options.MaxDocumentBytes, 1L << 10, 16L << 30)
            .Range(nameof(options.MinBytesPerSecond), options.MinBytesPerSecond, 1, 1 << 30)
            .Range(nameof(options.RateWindow), options.RateWindow, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10))
            .Result;

    private static bool IsHttp(Uri? url) =>
        url is null || (url.IsAbsoluteUri && url.Scheme is "http" or "https"
            && url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0);
}
