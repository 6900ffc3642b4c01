using System.Diagnostics;
using System.Runtime.InteropServices;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>The real executable, as a user starts it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private ServerProcess(Process process, Uri[] servers)
    {
        _process = process;
        Servers = servers;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri[] Servers { get; }

    public Uri Server => Servers[0];

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts and waits until the process says that it is ready.</summary>
    public static async Task<ServerProcess> UpAsync(string data, int gateways = 1, params string[] arguments)
    {
        var port = Ports.Free(gateways);
        var server = Start(
            [.. Enumerable.Range(port, gateways).Select(at => new Uri($"http://127.0.0.1:{at}/"))],
            ["up", "--data", data, "--gateways", $"{gateways}", "--port", $"{port}", .. arguments]);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Starts with just these roles and waits until the process says that it is ready.</summary>
    public static async Task<ServerProcess> RunAsync(
        string data, string roles, IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = Ports.Free();
        var server = Start(
            [new Uri($"http://127.0.0.1:{port}/")], ["run", "--roles", roles, "--data", data, "--port", $"{port}"],
            environment);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Runs a command line that is expected to end by itself.</summary>
    public static Task<(int Code, string Output)> TryAsync(params string[] arguments) =>
        TryAsync(new Dictionary<string, string>(), arguments);

    /// <summary>The same with more environment variables.</summary>
    public static async Task<(int Code, string Output)> TryAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var server = Start([], arguments, environment);
        await server._process.WaitForExitAsync().WaitAsync(Patience);
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What an orchestrator, or Ctrl-C, does.</summary>
    public async Task<int> StopAsync()
    {
        if (Kill(_process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException("The process could not be signalled.");
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ServerProcess Start(
        Uri[] servers, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Beside this test's own output, in the same configuration.
        var folder = AppContext.BaseDirectory.Replace("EndToEnd.Tests", "Homing.Host", StringComparison.Ordinal);
        var start = new ProcessStartInfo(Path.Combine(folder, "Homing.Host"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, servers);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private async Task ReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(_ready.Task, ended).WaitAsync(Patience);
        Assert.True(_ready.Task.IsCompleted, "The server did not get ready:\n" + Output);
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (line.Contains("Homing is ready at", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
