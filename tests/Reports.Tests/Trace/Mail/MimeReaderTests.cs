using System.Net.Mail;
using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.Trace.Mail.Mime;

namespace Homing.Reports.Tests.Trace.Mail;

public sealed class MimeReaderTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Clean(text.Get));
        var sizes = Gen.Choose(0, 300_000);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Arb.From(texts), Arb.From(texts), Arb.From(sizes), async (subject, text, size) =>
            {
                var mail = Mails.To("analyst@homing.example", subject, text, Mails.Pdf(new byte[size], subject + ".pdf")).ToMail();
                using var content = new MemoryStream();
                await mail.WriteAsync(content, default);
                Assert.InRange(content.Length, 1, mail.Length);
                content.Position = 0;

                var view = await MimeReader.ReadAsync(content, default);

                Assert.Equal(subject, view.Subject);
                Assert.Equal(text, view.Text);
                Assert.Equal(("\"Homing reports\" <reports@homing.example>", "analyst@homing.example"), (view.From, view.To));
                Assert.Equal([new MimeFile(subject + ".pdf", "application/pdf", size)], view.Attachments);
            }));
    }

    [Theory]
    [InlineData("""half \" and \\ whole""", "It is here.")]
    [InlineData("""İş "\" raporu""", "Burada.")]
    public async Task What_is_escaped_in_a_name_is_free_text_in_a_subject(string subject, string text)
    {
        var mail = new MimeMail
        {
            MessageId = "7e57ab1e@homing.example",
            Date = DateTimeOffset.UnixEpoch,
            From = new MailAddress("reports@homing.example", subject),
            To = new MailAddress("analyst@homing.example"),
            Subject = subject,
            Text = text,
            Html = text,
        };
        using var content = new MemoryStream();
        await mail.ToMail().WriteAsync(content, TestContext.Current.CancellationToken);
        content.Position = 0;

        var view = await MimeReader.ReadAsync(content, TestContext.Current.CancellationToken);

        Assert.Equal(subject, view.Subject);
        Assert.Contains(subject, view.From, StringComparison.Ordinal);
    }

    // Line ends are the mail's own, and half of a pair is no text.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune) && rune.Value is not (0xFFFD or 0x2028 or 0x2029))
            .Select(rune => rune.ToString())).Trim();
}
