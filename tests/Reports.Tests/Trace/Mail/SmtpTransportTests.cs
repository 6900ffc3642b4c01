using System.Security.Cryptography;
using Homing.Reports.Trace.Mail;
using Homing.Testing;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>Against a mail server that is not ours.</summary>
public sealed class SmtpTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_arrives_as_it_was_written()
    {
        await using var server = await MailServer.StartAsync();
        var pdf = RandomNumberGenerator.GetBytes(100_003);

        var result = await SendAsync(server, Mails.To("analyst@homing.example", "Games", "First.\n\n.\n..two dots\nlast", Mails.Pdf(pdf)));

        Assert.Equal(MailResult.Sent, result);
        var taken = await server.NextAsync();
        Assert.Equal("reports@homing.example", taken.From);
        Assert.Equal(["analyst@homing.example"], taken.To);
        Assert.Equal("<7e57ab1e-0000-8000-8000-000000000001@homing.example>", taken.MessageId);
        Assert.Equal("2026-01-02T03:04:05.000Z", taken.Date);
        Assert.Equal("\"Homing reports\" <reports@homing.example>", taken.HeaderFrom);
        Assert.Equal("Games", taken.Subject);
        Assert.Equal("First.\n\n.\n..two dots\nlast", taken.Text);
        Assert.Equal("<p>It is here.</p>", taken.Html);
        var file = Assert.Single(taken.Attachments);
        Assert.Equal(("report.pdf", "application/pdf", "attachment"), (file.Filename, file.ContentType, file.Disposition));
        Assert.Equal(pdf, file.Content);
        Assert.True(taken.IsAscii);
        Assert.False(taken.HasBareLineEnds);
        Assert.InRange(taken.LongestLine, 1, 78);
    }

    [Theory]
    [InlineData("Yılın en çok beğenilen oyunları: İstanbul'da ığüşöç ĞÜŞİÖÇ")]
    [InlineData("Relatório de vendas por gênero: ação, aventura, simulação")]
    [InlineData("任天堂の販売実績レポート：ジャンル別・年別・地域別の売上とユーザー評価の推移")]
    [InlineData("2015년 가장 사랑받은 게임")]
    [InlineData("Смешение 混合 🎮🎮🎮 مزيج \"кавычки\" =?utf-8?B?bm8=?= end")]
    [InlineData("plain but with =?utf-8?B?bm8=?= in it")]
    [InlineData("Games, \"quoted\"; 50 % (best) <b>bold</b> & more, which goes on so long that it does not fit into a single line of a header")]
    public async Task Titles_of_any_script_arrive_as_they_were_written(string title)
    {
        await using var server = await MailServer.StartAsync();

        // The parser decodes words in names of files, too, which RFC 2047 forbids; no name of ours has a question mark.
        var name = title.Replace("?", "", StringComparison.Ordinal) + ".pdf";
        var result = await SendAsync(
            server, Mails.To("analyst@homing.example", title, title, Mails.Pdf("%PDF"u8.ToArray(), name)));

        Assert.Equal(MailResult.Sent, result);
        var taken = await server.NextAsync();
        Assert.Equal(title, taken.Subject);
        Assert.Equal(title, taken.Text);
        Assert.Equal(name, Assert.Single(taken.Attachments).Filename);
        Assert.InRange(taken.LongestLine, 1, 78);
    }

    [Fact]
    public async Task Title_cannot_add_headers()
    {
        await using var server = await MailServer.StartAsync();

        await SendAsync(server, Mails.To("analyst@homing.example", "Games\r\nBcc: everybody@homing.example\r\n\r\n<b>"));

        var taken = await server.NextAsync();
        Assert.Equal(["analyst@homing.example"], taken.To);
        Assert.StartsWith("Games", taken.Subject, StringComparison.Ordinal);
        Assert.Equal("It is here.\n", taken.Text);
    }

    [Theory]
    [InlineData("refuse-rcpt-450", MailOutcome.NotNow)]
    [InlineData("refuse-rcpt-550", MailOutcome.Never)]
    [InlineData("refuse-mail-451", MailOutcome.NotNow)]
    [InlineData("refuse-mail-554", MailOutcome.Never)]
    [InlineData("drop-after-dot", MailOutcome.Uncertain)]
    internal async Task Outcome_says_what_is_certain(string user, MailOutcome outcome)
    {
        await using var server = await MailServer.StartAsync();

        var result = await SendAsync(server, Mails.To($"{user}@homing.example"));

        Assert.Equal(outcome, result.Outcome);
        Assert.NotEmpty(result.Reason);
    }

    [Fact]
    public async Task Server_that_took_the_mail_and_never_answers_leaves_it_uncertain()
    {
        await using var server = await MailServer.StartAsync();
        var time = new FakeTimeProvider();
        var sending = Mails.Transport($"smtp://127.0.0.1:{server.Port}", time)
            .SendAsync(Mails.To("hang-after-dot@homing.example").ToMail(), Token);

        await server.NextAsync();
        time.Advance(new MailOptions().Timeout);

        var result = await sending;
        Assert.Equal(MailOutcome.Uncertain, result.Outcome);
        Assert.Contains("did not answer within 120 s", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_never_speaks_has_certainly_not_taken_it()
    {
        await using var server = await MailServer.StartAsync("--silent");
        var time = new FakeTimeProvider();
        var sending = Mails.Transport($"smtp://127.0.0.1:{server.Port}", time)
            .SendAsync(Mails.To("analyst@homing.example").ToMail(), Token);

        time.Advance(new MailOptions().Timeout);

        Assert.Equal(MailOutcome.NotNow, (await sending).Outcome);
    }

    [Fact]
    public async Task Nobody_there_is_not_now()
    {
        var server = await MailServer.StartAsync();
        await server.DisposeAsync();

        Assert.Equal(MailOutcome.NotNow, (await SendAsync(server, Mails.To("analyst@homing.example"))).Outcome);
    }

    [Fact]
    public async Task Mail_that_is_too_large_for_the_server_is_not_begun()
    {
        await using var server = await MailServer.StartAsync("--size", "50000");

        var result = await SendAsync(server, Mails.To("analyst@homing.example", attachment: Mails.Pdf(new byte[60_000])));

        Assert.Equal(MailOutcome.Never, result.Outcome);
        Assert.Contains("takes 50000", result.Reason, StringComparison.Ordinal);
        Assert.Contains("Homing:Reports:Mail:MaxAttachmentBytes", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("smtps")]
    public async Task Connection_is_encrypted_where_the_server_can(string scheme)
    {
        using var certificate = new TestCertificate();
        string[] arguments = ["--key", certificate.KeyPath, "--certificate", certificate.CertificatePath];
        await using var server = await MailServer.StartAsync(scheme == "smtps" ? [.. arguments, "--tls"] : arguments);
        var options = new MailOptions { Certificates = certificate.CertificatePath };

        var result = await Mails.Transport($"{scheme}://127.0.0.1:{server.Port}", options: options)
            .SendAsync(Mails.To("analyst@homing.example").ToMail(), Token);

        Assert.Equal(MailResult.Sent, result);
        Assert.True((await server.NextAsync()).Secure);
    }

    [Fact]
    public async Task Certificate_that_nobody_vouches_for_is_not_believed()
    {
        using var certificate = new TestCertificate();
        await using var server = await MailServer.StartAsync("--key", certificate.KeyPath, "--certificate", certificate.CertificatePath);

        var result = await SendAsync(server, Mails.To("analyst@homing.example"));

        Assert.Equal(MailOutcome.NotNow, result.Outcome);
        Assert.Contains("not believed", result.Reason, StringComparison.Ordinal);
        Assert.Equal(0, server.Waiting);
    }

    [Fact]
    public async Task Certificate_of_another_host_is_not_believed()
    {
        using var certificate = new TestCertificate("mail.homing.example");
        await using var server = await MailServer.StartAsync("--key", certificate.KeyPath, "--certificate", certificate.CertificatePath);
        var options = new MailOptions { Certificates = certificate.CertificatePath };

        var result = await Mails.Transport($"smtp://127.0.0.1:{server.Port}", options: options)
            .SendAsync(Mails.To("analyst@homing.example").ToMail(), Token);

        Assert.Equal(MailOutcome.NotNow, result.Outcome);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Who_sends_signs_in(string mechanism)
    {
        await using var server = await MailServer.StartAsync("--login", "homing:p@ss wörd", "--mechanism", mechanism);

        var result = await Mails.Transport($"smtp://homing:p%40ss%20w%C3%B6rd@127.0.0.1:{server.Port}")
            .SendAsync(Mails.To("analyst@homing.example").ToMail(), Token);

        Assert.Equal(MailResult.Sent, result);
        Assert.Equal("homing", (await server.NextAsync()).User);
    }

    [Fact]
    public async Task Wrong_password_is_put_right_by_somebody_one_day()
    {
        await using var server = await MailServer.StartAsync("--login", "homing:right");

        var result = await Mails.Transport($"smtp://homing:wrong@127.0.0.1:{server.Port}")
            .SendAsync(Mails.To("analyst@homing.example").ToMail(), Token);

        Assert.Equal(MailOutcome.NotNow, result.Outcome);
        Assert.Contains("535", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_before_the_end_leaves_nothing_behind()
    {
        await using var server = await MailServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var mail = Mails.To("analyst@homing.example").ToMail();
        var stopped = mail with
        {
            WriteAsync = async (stream, token) =>
            {
                await mail.WriteAsync(stream, token);
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };

        var result = await Mails.Transport($"smtp://127.0.0.1:{server.Port}").SendAsync(stopped, stop.Token);
        await SendAsync(server, Mails.To("approver@homing.example"));

        Assert.Equal(MailResult.NotNow("The process was stopped."), result);
        Assert.Equal(["approver@homing.example"], (await server.NextAsync()).To);
    }

    private static Task<MailResult> SendAsync(MailServer server, Homing.Reports.Trace.Mail.Mime.MimeMail mail) =>
        Mails.Transport($"smtp://127.0.0.1:{server.Port}").SendAsync(mail.ToMail(), Token);
}
