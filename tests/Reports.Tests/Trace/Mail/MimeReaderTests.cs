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

    // Line ends are the mail's own, and half of a pair is no text.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune) && rune.Value is not (0xFFFD or 0x2028 or 0x2029))
            .Select(rune => rune.ToString())).Trim();
}
