using Homing.Doctor;
using Homing.Reports.Tests.Trace.Mail;
using Homing.Reports.Trace.Mail;
using Homing.Reports.Trace.Mail.Outbox;
using Homing.Reports.Trace.Mail.Smtp;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Doctor;

public sealed class MailCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_is_greeted_and_gets_no_mail()
    {
        await using var server = await MailServer.StartAsync();

        var finding = await LookAsync(FormattableString.Invariant($"smtp://127.0.0.1:{server.Port}"));

        Assert.Equal(DoctorVerdict.Ok, finding.Verdict);
        Assert.Empty(await server.AllAsync());
    }

    [Fact]
    public async Task Server_that_refuses_fails_without_showing_the_password()
    {
        await using var server = await MailServer.StartAsync("--login", "homing:right");

        var finding = await LookAsync(FormattableString.Invariant($"smtp://homing:secret-word@127.0.0.1:{server.Port}"));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("AUTH", finding.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", finding.Seen + finding.Change, StringComparison.Ordinal);
        Assert.Contains("Homing:Reports:Mail:Server", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_away_fails()
    {
        int port;
        await using (var server = await MailServer.StartAsync())
        {
            port = server.Port;
        }

        Assert.Equal(DoctorVerdict.Fail, (await LookAsync(FormattableString.Invariant($"smtp://127.0.0.1:{port}"))).Verdict);
    }

    [Fact]
    public async Task Files_in_place_of_a_server_are_said()
    {
        var check = new MailCheck(new Outbox(Options.Create(new ReportOptions())), Options.Create(new MailOptions()));

        Assert.Contains("files", Assert.Single(await check.LookAsync(Token)).Seen, StringComparison.Ordinal);
    }

    private static async Task<DoctorFinding> LookAsync(string server) => Assert.Single(
        await new MailCheck(Mails.Transport(server), Options.Create(new MailOptions { Server = server })).LookAsync(Token));
}
