using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Homing.Reports.Tests.Trace.Mail;

/// <summary>A mail server of this test, in a process of its own: tests/mail-server/server.mjs says what it does.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Channel<TakenMail> _mails = Channel.CreateUnbounded<TakenMail>();
    private readonly Task _reading;

    private MailServer(Process process, int port)
    {
        (_process, Port) = (process, port);
        _reading = ReadAsync();
    }

    public int Port { get; }

    /// <summary>Mails that were taken and not asked for yet.</summary>
    public int Waiting => _mails.Reader.Count;

    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        var folder = Path.Combine(Root(), "tests", "mail-server");
        Assert.True(
            Directory.Exists(Path.Combine(Root(), "node_modules", "smtp-server")), "The packages of npm are missing: run npm ci.");
        var process = Process.Start(new ProcessStartInfo("node", ["server.mjs", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var first = await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        Assert.NotNull(first);
        return new MailServer(process, JsonSerializer.Deserialize(first, MailServerJson.Default.MailServerStarted)!.Port);
    }

    /// <summary>The next mail that it took.</summary>
    public async Task<TakenMail> NextAsync() => await _mails.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    /// <summary>All mails that it took until now and was not asked for yet.</summary>
    public async Task<IReadOnlyList<TakenMail>> AllAsync()
    {
        const string last = "last@homing.example";
        await Mails.Transport(FormattableString.Invariant($"smtp://127.0.0.1:{Port}")).SendAsync(Mails.To(last).ToMail(), default);
        var mails = new List<TakenMail>();
        while (await NextAsync() is { } mail && mail.To[0] != last)
        {
            mails.Add(mail);
        }

        return mails;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Homing.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _mails.Writer.TryWrite(JsonSerializer.Deserialize(line, MailServerJson.Default.TakenMail)!);
            }

            _mails.Writer.Complete();
        }
        catch (JsonException unexpected)
        {
            // Whoever waits for a mail is told.
            _mails.Writer.Complete(unexpected);
        }
    }
}
