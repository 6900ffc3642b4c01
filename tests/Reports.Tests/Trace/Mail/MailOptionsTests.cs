using Homing.Reports.Trace.Mail;

namespace Homing.Reports.Tests.Trace.Mail;

public sealed class MailOptionsTests
{
    [Fact]
    public void Defaults_are_allowed() => Assert.True(new MailOptionsValidator().Validate(null, new MailOptions()).Succeeded);

    [Fact]
    public void Each_wrong_setting_is_named_with_its_value_and_what_is_allowed()
    {
        var wrong = new MailOptions
        {
            Server = "imap://homing:secret@mail.example",
            From = "nobody",
            PublicUrl = "ftp://pages.example",
            MaxAttachmentBytes = -1,
            Timeout = TimeSpan.FromHours(1),
            RetryFor = TimeSpan.FromDays(31),
            RetryUncertain = "always",
            Certificates = "/no/such/file.pem",
        };

        var failures = new MailOptionsValidator().Validate(null, wrong).Failures!.ToArray();

        Assert.Equal(
            ["Server", "From", "PublicUrl", "MaxAttachmentBytes", "Timeout", "RetryFor", "RetryUncertain", "Certificates"],
            failures.Select(failure => failure.Split(' ')[0].Split(':')[^1]));
        Assert.All(failures, failure => Assert.Matches("^Homing:Reports:Mail:[A-Za-z]+ is '.*'; allowed is .+\\.$", failure));
        Assert.DoesNotContain("secret", string.Concat(failures), StringComparison.Ordinal);
    }
}
