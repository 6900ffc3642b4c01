using System.Globalization;
using Homing.Reports.Trace.Mail;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>Wherever the conversation breaks off, and however: what is said to be certain is certain.</summary>
public sealed class SmtpCertaintyTests
{
    private static readonly string[] Ends =
        ["", "2", "250", "250-", "250 fine", "354 go on", "4", "421 closing\r\n", "451-not\r\n451 now\r\n", "550 never\r\n", "HTTP/1.1 200 OK\r\n", "\r\n"];

    public static TheoryData<string, string> Breaks =>
        [.. ScriptedServer.Places.SelectMany(place => Ends.Select(end => new TheoryDataRow<string, string>(place, end)))];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Outcome_is_never_wrong(string place, string end)
    {
        await using var server = new ScriptedServer(place, end);
        var mail = Mails.To("analyst@homing.example").ToMail();
        if (place == "content")
        {
            // The rest is only sent once the peer has gone, so that all of it cannot have been on its way.
            var whole = mail.WriteAsync;
            mail = mail with
            {
                WriteAsync = async (stream, token) =>
                {
                    await stream.WriteAsync("X-First: line\r\n"u8.ToArray(), token);
                    await server.Over.WaitAsync(token);
                    await whole(stream, token);
                },
            };
        }

        var result = await Mails.Transport(string.Create(CultureInfo.InvariantCulture, $"smtp://127.0.0.1:{server.Port}"))
            .SendAsync(mail, TestContext.Current.CancellationToken);

        Assert.Equal(Expected(place, end), result.Outcome);
        Assert.Equal(place == "end", server.HasWholeMail);
        Assert.NotEmpty(result.Reason);
    }

    private static MailOutcome Expected(string place, string end)
    {
        // Only a reply that came whole says anything; 5xx says something of the mail only where the mail was spoken of.
        var code = end.EndsWith("\r\n", StringComparison.Ordinal) && end.Length > 4 && char.IsAsciiDigit(end[0]) ? end[0] : '?';
        return place switch
        {
            "end" => code switch { '5' => MailOutcome.Never, '4' => MailOutcome.NotNow, _ => MailOutcome.Uncertain },
            "MAIL" or "RCPT" or "DATA" when code == '5' => MailOutcome.Never,
            _ => MailOutcome.NotNow,
        };
    }
}
