using Homing.Reports.ProviderApi;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed. Keys are not shown.</summary>
internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    private const string Hidden = "***";
    private const string KeyRule = "16 to 256 visible ASCII characters";

    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        var checks = new SettingChecks(ProviderOptions.SectionName)
            .Require(!string.IsNullOrWhiteSpace(options.Directory), nameof(options.Directory), options.Directory, "the path of a folder")
            .File(nameof(options.Games), options.Games)
            .Source(nameof(options.GameSource), options.GameSource)
            .Require(options.FileKey is null || IsKey(options.FileKey), nameof(options.FileKey), Hidden, KeyRule)
            .Require(
                options.FileUrl is null || IsHttp(options.FileUrl), nameof(options.FileUrl), options.FileUrl,
                "an http or https address without user, query or fragment")
            .Range(nameof(options.Duration), options.Duration, TimeSpan.Zero, TimeSpan.FromHours(1))
            .Range(nameof(options.MaxQueued), options.MaxQueued, 1, 100_000)
            .Range(nameof(options.MaxConcurrency), options.MaxConcurrency, 1, 1_000)
            .Range(nameof(options.MaxRenderings), options.MaxRenderings, 1, 16)
            .Require(
                options.Browser is null || System.IO.File.Exists(options.Browser), nameof(options.Browser), options.Browser,
                "the path of a Chromium or Chrome that is there")
            .Range(nameof(options.RenderTimeout), options.RenderTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10))
            .Range(nameof(options.RenderMemoryBytes), options.RenderMemoryBytes, 64L << 20, 64L << 30)
            .Range(nameof(options.MaxDocumentBytes), options.MaxDocumentBytes, 1L << 10, 1L << 30)
            .Range(
                nameof(options.CallbackTimeout), options.CallbackTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5))
            .Range(nameof(options.CallbackPatience), options.CallbackPatience, TimeSpan.Zero, TimeSpan.FromDays(7))
            .Range(nameof(options.Kept), options.Kept, TimeSpan.FromHours(1), TimeSpan.FromDays(365));
        foreach (var (index, key) in options.ApiKeys.Index())
        {
            checks.Require(IsKey(key), $"{nameof(options.ApiKeys)}:{index}", Hidden, KeyRule);
        }

        checks.Require(
            options.WebhookSecrets.Length <= WebhookSigner.MostSignatures, nameof(options.WebhookSecrets),
            $"{options.WebhookSecrets.Length} of them", $"at most {WebhookSigner.MostSignatures}: each of them signs");
        foreach (var (index, secret) in options.WebhookSecrets.Index())
        {
            checks.Require(
                WebhookSigner.IsSecret(secret), $"{nameof(options.WebhookSecrets)}:{index}", Hidden,
                $"{WebhookSigner.SecretPrefix} and base64 of 24 to 64 bytes");
        }

        foreach (var (index, host) in options.CallbackHosts.Index())
        {
            checks.Require(
                Uri.TryCreate($"http://{host}", UriKind.Absolute, out var uri) && uri.Authority.Length > 0 && uri.PathAndQuery == "/"
                    && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && !host.EndsWith('/'),
                $"{nameof(options.CallbackHosts)}:{index}", host, "host or host:port");
        }

        return checks.Result;
    }

    private static bool IsKey(string key) => key.Length is >= 16 and <= 256 && key.All(letter => letter is > ' ' and <= '~');

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;
}
