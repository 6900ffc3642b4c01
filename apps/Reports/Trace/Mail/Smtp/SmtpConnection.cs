using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Homing.Reports.Trace.Mail.Smtp;

/// <summary>A connection to a mail server: lines out, replies in. Not thread-safe.</summary>
internal sealed class SmtpConnection(Socket socket) : IAsyncDisposable
{
    // RFC 5321 allows 512 bytes a line; who sends far more is no mail server.
    private const int MaxLineLength = 4096;
    private const int MaxReplyLines = 128;

    private readonly byte[] _buffer = new byte[MaxLineLength];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    /// <summary>True where what is sent is encrypted.</summary>
    public bool IsSecure => _stream is SslStream;

    /// <summary>Our end of the connection.</summary>
    public IPAddress LocalAddress { get; } = ((IPEndPoint)socket.LocalEndPoint!).Address;

    /// <summary>Where the content of a mail is written to.</summary>
    public Stream Stream => _stream;

    /// <summary>Sends one line and reads what is answered.</summary>
    /// <exception cref="IOException">The connection is over, or what came is no reply.</exception>
    public async Task<SmtpReply> AskAsync(string line, CancellationToken cancellationToken)
    {
        if (line.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException("A command is one line.", nameof(line));
        }

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>Reads a reply.</summary>
    /// <exception cref="IOException">The connection is over, or what came is no reply.</exception>
    public async Task<SmtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code) || code is < 200 or > 599
                || (line.Length > 3 && line[3] is not (' ' or '-')) || lines.Count == MaxReplyLines)
            {
                throw new IOException($"The server answered what is no SMTP reply: '{line}'.");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                return new SmtpReply(code, lines);
            }
        }
    }

    /// <summary>Goes on encrypted.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server is not who it says.</exception>
    /// <exception cref="IOException">The connection is over, or something came that may be somebody else's.</exception>
    public async Task SecureAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        if (_end > _start)
        {
            // Said in clear before the encryption, to be taken for said within it.
            throw new IOException("The server said more than its reply before TLS began.");
        }

        var secure = new SslStream(_stream);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(options, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }

            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
            {
                throw new IOException("The server answered a line that is too long.");
            }

            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            _end += read;
        }
    }
}
