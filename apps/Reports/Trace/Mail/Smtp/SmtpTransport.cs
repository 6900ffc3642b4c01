using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>
/// Hands mails to a mail server: SMTP (RFC 5321) with STARTTLS or TLS from the start, AUTH and SIZE. It tells what was
/// certainly not taken from what nobody knows: the line between them is the moment before the dot that ends the mail is sent.
/// Thread-safe: a connection a mail.
/// </summary>
internal sealed class SmtpTransport(
    SmtpServer server, ServerTrust trust, IOptions<MailOptions> options, TimeProvider time) : IMailTransport
{
    private static readonly byte[] EndOfMail = ".\r\n"u8.ToArray();
    private static readonly byte[] Quit = "QUIT\r\n"u8.ToArray();

    private readonly MailOptions _options = options.Value;

    /// <inheritdoc/>
    public async Task<MailResult> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var isHandedOver = false;
        MailResult? answered = null;
        try
        {
            await using var connection = await server.ConnectAsync(either.Token);
            var can = await BeginAsync(connection, either.Token);
            await AddressAsync(connection, can, mail, either.Token);
            await WriteAsync(connection, mail, either.Token);

            // From here on the server may have it, whatever happens: the answer is worth waiting for.
            isHandedOver = true;
            await connection.Stream.WriteAsync(EndOfMail, patience.Token);
            await connection.Stream.FlushAsync(patience.Token);
            var reply = await connection.ReadReplyAsync(patience.Token);
            answered = AnswerTo(reply);
            await connection.Stream.WriteAsync(Quit, patience.Token);
            return answered.Value;
        }
        catch (Exception) when (answered is not null)
        {
            // What becomes of the connection no longer matters.
            return answered.Value;
        }
        catch (SmtpRefusedException refused)
        {
            return refused.IsTransient ? MailResult.NotNow(refused.Message) : MailResult.Never(refused.Message);
        }
        catch (Exception exception)
        {
            // Whatever it is: only the place where it happened tells whether the mail may be handed over again.
            var reason = Describe(exception, patience.IsCancellationRequested);
            return isHandedOver ? MailResult.Uncertain(reason) : MailResult.NotNow(reason);
        }
    }

    /// <summary>Goes as far as signing in, and says goodbye; null where the server takes us, else why it does not.</summary>
    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var connection = await server.ConnectAsync(either.Token);
            await BeginAsync(connection, either.Token);
            await connection.Stream.WriteAsync(Quit, either.Token);
            return null;
        }
        catch (SmtpRefusedException refused)
        {
            return refused.Message;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Describe(exception, patience.IsCancellationRequested);
        }
    }

    /// <summary>A server cannot be asked.</summary>
    public MailResult Recall(string messageId) =>
        MailResult.Uncertain("Who handed it to the mail server has gone before saying what became of it.");

    private static MailResult AnswerTo(SmtpReply reply) => reply switch
    {
        { Code: >= 200 and < 300 } => MailResult.Sent,
        { IsPermanent: true } => MailResult.Never($"The mail was answered {reply}"),
        { Code: >= 400 } => MailResult.NotNow($"The mail was answered {reply}"),
        _ => MailResult.Uncertain($"The mail was answered {reply}, which says nothing."),
    };

    private async Task<SmtpExtensions> BeginAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        if (server.IsTlsFromStart)
        {
            await connection.SecureAsync(trust.OptionsFor(server.Host), cancellationToken);
        }

        Expect("The connection", await connection.ReadReplyAsync(cancellationToken), 220, isMailsFault: false);
        var can = await GreetAsync(connection, cancellationToken);
        if (!connection.IsSecure && can.Has("STARTTLS"))
        {
            Expect("STARTTLS", await connection.AskAsync("STARTTLS", cancellationToken), 220, isMailsFault: false);
            await connection.SecureAsync(trust.OptionsFor(server.Host), cancellationToken);

            // What was said in clear may have been somebody else's words.
            can = await GreetAsync(connection, cancellationToken);
        }

        if (!connection.IsSecure && !server.IsThisMachine && (_options.RequireTls || server.Login is not null))
        {
            throw new SmtpRefusedException(
                $"{server.Host} does not offer STARTTLS, and without it neither passwords nor, with "
                + $"{MailOptions.SectionName}:{nameof(MailOptions.RequireTls)}, mails are sent.", isPermanent: false);
        }

        if (server.Login is { } login)
        {
            await SignInAsync(connection, can, login, cancellationToken);
        }

        return can;
    }

    private static async Task<SmtpExtensions> GreetAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        var reply = await connection.AskAsync($"EHLO {NameFor(connection)}", cancellationToken);
        Expect("EHLO", reply, 250, isMailsFault: false);
        return new SmtpExtensions(reply);
    }

    // Its full name, or else its address.
    private static string NameFor(SmtpConnection connection)
    {
        var properties = IPGlobalProperties.GetIPGlobalProperties();
        if (properties.DomainName.Contains('.', StringComparison.Ordinal))
        {
            return $"{properties.HostName}.{properties.DomainName}";
        }

        var address = connection.LocalAddress;
        return address.IsIPv4MappedToIPv6 ? $"[{address.MapToIPv4()}]"
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]"
            : $"[{address}]";
    }

    private static async Task SignInAsync(
        SmtpConnection connection, SmtpExtensions can, NetworkCredential login, CancellationToken cancellationToken)
    {
        if (can.HasAuth("PLAIN"))
        {
            var reply = await connection.AskAsync("AUTH PLAIN " + Base64($"\0{login.UserName}\0{login.Password}"), cancellationToken);
            Expect("AUTH", reply, 235, isMailsFault: false);
        }
        else if (can.HasAuth("LOGIN"))
        {
            Expect("AUTH", await connection.AskAsync("AUTH LOGIN", cancellationToken), 334, isMailsFault: false);
            Expect("AUTH", await connection.AskAsync(Base64(login.UserName), cancellationToken), 334, isMailsFault: false);
            Expect("AUTH", await connection.AskAsync(Base64(login.Password), cancellationToken), 235, isMailsFault: false);
        }
        else
        {
            throw new SmtpRefusedException("The mail server offers neither AUTH PLAIN nor AUTH LOGIN.", isPermanent: false);
        }
    }

    private static async Task AddressAsync(
        SmtpConnection connection, SmtpExtensions can, Mail mail, CancellationToken cancellationToken)
    {
        if (can.MaxLength is { } most && mail.Length > most)
        {
            throw new SmtpRefusedException(
                $"The mail has up to {mail.Length} bytes; the mail server takes {most}. Lower "
                + $"{MailOptions.SectionName}:{nameof(MailOptions.MaxAttachmentBytes)}.", isPermanent: true);
        }

        var size = can.Has("SIZE") ? $" SIZE={mail.Length}" : "";
        var from = $"MAIL FROM:<{MailAddresses.OnTheWire(mail.From)}>{size}";
        Expect("MAIL", await connection.AskAsync(from, cancellationToken), 250, isMailsFault: true);
        var to = await connection.AskAsync($"RCPT TO:<{MailAddresses.OnTheWire(mail.To)}>", cancellationToken);
        if (to.Code is not (250 or 251 or 252))
        {
            throw new SmtpRefusedException("RCPT", to, to.IsPermanent);
        }
    }

    private static async Task WriteAsync(SmtpConnection connection, Mail mail, CancellationToken cancellationToken)
    {
        Expect("DATA", await connection.AskAsync("DATA", cancellationToken), 354, isMailsFault: true);
        await using var content = new DotStuffing(connection.Stream);
        await mail.WriteAsync(content, cancellationToken);
        await content.CompleteLineAsync(cancellationToken);
    }

    // What a server says of the mail may hold for ever; what it says of us is put right by somebody one day.
    private static void Expect(string command, SmtpReply reply, int code, bool isMailsFault)
    {
        if (reply.Code != code)
        {
            throw new SmtpRefusedException(command, reply, isMailsFault && reply.IsPermanent);
        }
    }

    private string Describe(Exception exception, bool isLate) => exception switch
    {
        OperationCanceledException when isLate =>
            $"{server.Host} did not answer within {_options.Timeout.TotalSeconds} s, {MailOptions.SectionName}:{nameof(MailOptions.Timeout)}.",
        OperationCanceledException => "The process was stopped.",
        AuthenticationException => $"{server.Host} is not believed: {exception.Message}",
        _ => $"{server.Host}:{server.Port}: {exception.Message}",
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
