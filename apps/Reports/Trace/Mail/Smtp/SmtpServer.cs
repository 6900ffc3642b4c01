using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>A mail server as a setting names it: <c>smtp://user:password@host:25</c> or <c>smtps://…</c>.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsTlsFromStart">True for <c>smtps</c>; <c>smtp</c> turns to TLS where the server offers it.</param>
/// <param name="Login">Who signs in; null where nobody does.</param>
internal sealed record SmtpServer(string Host, int Port, bool IsTlsFromStart, NetworkCredential? Login)
{
    /// <summary>What is allowed, in words.</summary>
    public const string Allowed = "empty, smtp://host, smtps://host, each with user:password@ and :port if need be";

    private const int PlainPort = 25;
    private const int TlsPort = 465;

    /// <summary>True where nobody can listen in between.</summary>
    public bool IsThisMachine =>
        Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads a setting.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SmtpServer? server)
    {
        server = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps")
            || uri.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic
            || uri.PathAndQuery is not ("" or "/") || uri.Fragment.Length > 0)
        {
            return false;
        }

        NetworkCredential? login = null;
        if (uri.UserInfo.Length > 0)
        {
            var parts = uri.UserInfo.Split(':', 2);
            if (parts is not [{ Length: > 0 }, { Length: > 0 }])
            {
                return false;
            }

            login = new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]));
        }

        var isTls = uri.Scheme == "smtps";
        var port = uri.Port > 0 ? uri.Port : isTls ? TlsPort : PlainPort;
        server = new SmtpServer(uri.DnsSafeHost, port, isTls, login);
        return true;
    }

    /// <summary>The setting as it may be shown: without the password.</summary>
    public static string WithoutPassword(string text)
    {
        var at = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(scheme < 0 ? "" : text.AsSpan(0, scheme + 3), "***", text.AsSpan(at));
    }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public async Task<SmtpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Host, Port, cancellationToken);
            return new SmtpConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
