using Homing.Reports.Trace.Mail.Smtp;
using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail;

/// <summary>Each failure is one line that names the setting, its value, and what is allowed.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var checks = new SettingChecks(MailOptions.SectionName)
            .Require(options.Server.Length == 0 || SmtpServer.TryParse(options.Server, out _),
                nameof(options.Server), SmtpServer.WithoutPassword(options.Server), SmtpServer.Allowed)
            .Require(MailAddresses.TryParse(options.From, out _), nameof(options.From), options.From,
                "a mail address, with a name before it if need be")
            .Require(options.PublicUrl.Length == 0 || IsWebAddress(options.PublicUrl),
                nameof(options.PublicUrl), options.PublicUrl, "empty, or an address with http or https and no query")
            .Range(nameof(options.MaxAttachmentBytes), options.MaxAttachmentBytes, 0, 50 << 20)
            .Range(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15))
            .Range(nameof(options.RetryFor), options.RetryFor, TimeSpan.Zero, TimeSpan.FromDays(30))
            .Require(options.RetryUncertain is MailOptions.Never or MailOptions.Once,
                nameof(options.RetryUncertain), options.RetryUncertain, $"{MailOptions.Never} or {MailOptions.Once}");
        return (options.Certificates.Length == 0 ? checks : checks.File(nameof(options.Certificates), options.Certificates)).Result;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;
}
