using Homing.Reports.Trace.Mail.Smtp;

namespace Homing.Reports.Tests.Trace.Mail;

public sealed class SmtpServerTests
{
    [Theory]
    [InlineData("smtp://mail.example", "mail.example", 25, false)]
    [InlineData("smtps://mail.example", "mail.example", 465, true)]
    [InlineData("smtp://mail.example:587/", "mail.example", 587, false)]
    [InlineData("smtp://[::1]:2525", "::1", 2525, false)]
    public void Setting_names_the_server(string setting, string host, int port, bool isTls)
    {
        Assert.True(SmtpServer.TryParse(setting, out var server));

        Assert.Equal((host, port, isTls, null), (server.Host, server.Port, server.IsTlsFromStart, server.Login?.UserName));
    }

    [Fact]
    public void Password_may_have_any_characters()
    {
        Assert.True(SmtpServer.TryParse("smtp://me%40example.com:a%3Ab%2Fc@mail.example", out var server));

        Assert.Equal(("me@example.com", "a:b/c"), (server.Login!.UserName, server.Login.Password));
    }

    [Theory]
    [InlineData("mail.example")]
    [InlineData("http://mail.example")]
    [InlineData("smtp://")]
    [InlineData("smtp://user@mail.example")]
    [InlineData("smtp://:password@mail.example")]
    [InlineData("smtp://mail.example/path")]
    [InlineData("smtp://mail.example?x=1")]
    public void Anything_else_is_refused(string setting) => Assert.False(SmtpServer.TryParse(setting, out _));

    [Theory]
    [InlineData("smtp://user:secret@mail.example:25", "smtp://***@mail.example:25")]
    [InlineData("user:secret@mail.example", "***@mail.example")]
    [InlineData("smtp://mail.example", "smtp://mail.example")]
    public void Password_is_not_shown(string setting, string shown) => Assert.Equal(shown, SmtpServer.WithoutPassword(setting));
}
