using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>
/// One conversation with a peer that speaks just enough SMTP to go wrong at an exact place, and remembers how far it came.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>Where it can go wrong, in their order.</summary>
    public static readonly IReadOnlyList<string> Places = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "content", "end"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _place;
    private readonly string _wrong;
    private readonly Task _talk;

    /// <param name="place">One of <see cref="Places"/>.</param>
    /// <param name="wrong">What is answered there in place of what is expected; then the connection is cut.</param>
    public ScriptedServer(string place, string wrong)
    {
        (_place, _wrong) = (place, wrong);
        _listener.Start();
        _talk = TalkAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True once the dot that ends a mail has come.</summary>
    public bool HasWholeMail { get; private set; }

    /// <summary>Completes when the conversation is over on this side.</summary>
    public Task Over => _talk;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _talk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    private async Task TalkAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        client.LingerState = new LingerOption(true, 0);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        if (!await AnswerAsync(stream, "greeting", "220 ready"))
        {
            return;
        }

        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ')[0];
            if (verb == "QUIT")
            {
                return;
            }

            if (!await AnswerAsync(stream, verb, verb == "DATA" ? "354 go on" : "250 fine"))
            {
                return;
            }

            if (verb == "DATA" && (!await TakeContentAsync(reader, stream) || !await AnswerAsync(stream, "end", "250 taken")))
            {
                return;
            }
        }
    }

    private async Task<bool> TakeContentAsync(StreamReader reader, NetworkStream stream)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == ".")
            {
                return HasWholeMail = true;
            }

            if (!await AnswerAsync(stream, "content", ""))
            {
                return false;
            }
        }

        return false;
    }

    // False where this was the place.
    private async Task<bool> AnswerAsync(NetworkStream stream, string place, string right)
    {
        var text = place == _place ? _wrong : right.Length > 0 ? right + "\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        return place != _place;
    }
}
