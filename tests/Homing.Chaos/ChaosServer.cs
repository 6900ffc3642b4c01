using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Homing.Testing;

namespace Homing.Chaos;

/// <summary>Gateways and workers in a process of their own, which can be killed, paused, and started again where it was.</summary>
public sealed partial class ChaosServer : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string[] _arguments;
    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly List<string> _output = [];
    private Process _process;

    private ChaosServer(IReadOnlyList<Uri> gateways, string[] arguments)
    {
        Gateways = gateways;
        _arguments = arguments;
        _process = Launch();
    }

    /// <summary>How long an answer waits for a client that is away.</summary>
    public static TimeSpan ResumeTtl { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the gateways are; the same after each start.</summary>
    public IReadOnlyList<Uri> Gateways { get; }

    /// <summary>What the process said, of all its lives.</summary>
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

    /// <summary>Starts and waits until the gateways serve.</summary>
    /// <param name="folder">Where it keeps everything; its history goes into <c>history</c> there.</param>
    /// <param name="settings">Settings of the product or of the harness, <c>Section:Name=value</c>.</param>
    /// <param name="gateways">How many gateways.</param>
    public static async Task<ChaosServer> StartAsync(string folder, IEnumerable<string> settings, int gateways = 3)
    {
        var addresses = Enumerable.Range(Ports.Free(gateways), gateways)
            .Select(port => new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))).ToArray();
        var server = new ChaosServer(
            addresses,
            [
                "--urls", string.Join(';', addresses.Select(address => address.ToString().TrimEnd('/'))),
                "--data", folder,
                "--Homing:History:Directory", Path.Combine(folder, "history"),
                "--Homing:Leases:TimeToLive", LeaseTime.ToString(),
                "--Homing:Gateway:ResumeTtl", ResumeTtl.ToString(),
                "--Homing:Gateway:AckTimeout", "00:00:02",
                "--Homing:Gateway:AllowDrills", "true",
                .. settings.SelectMany(setting => new[] { "--" + setting.Split('=')[0], setting.Split('=')[1] }),
            ]);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Does something to the server, and waits until that is done.</summary>
    public Task InflictAsync(ServerFaultKind fault, Random random, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(random);
        return fault switch
        {
            ServerFaultKind.Kill => KillAndStartAsync(),
            ServerFaultKind.Pause => PauseAsync(cancellationToken),
            ServerFaultKind.CrashGateway => CrashAsync(random, cancellationToken),
            ServerFaultKind.RestartWorkers => PostAsync(new Uri(Gateways[0], "/chaos/restart-workers"), cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    /// <summary>Ends the process and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _http.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    private async Task KillAndStartAsync()
    {
        await KillAsync();
        _process.Dispose();
        _process = Launch();
        await ReadyAsync();
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        Send(SigStop);
        try
        {
            await Task.Delay(LeaseTime * 2, TimeProvider.System, cancellationToken);
        }
        finally
        {
            Send(SigCont);
        }
    }

    // Crashes one that serves: one that has crashed already is listed until its lease runs out.
    private async Task CrashAsync(Random random, CancellationToken cancellationToken)
    {
        var living = await _http.GetFromJsonAsync<JsonElement>(new Uri(Gateways[0], "/api/gateways"), cancellationToken);
        var gateways = living.EnumerateArray().ToArray();
        random.Shuffle(gateways);
        foreach (var gateway in gateways)
        {
            var address = new Uri(new Uri(gateway.GetProperty("url").GetString()!), string.Create(
                CultureInfo.InvariantCulture, $"/api/gateways/{gateway.GetProperty("api_id").GetInt32()}/crash"));
            using var answer = await _http.PostAsync(address, null, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (answer.Content.Headers.ContentType is null)
            {
                throw new InvalidOperationException($"{address} is not there: this server has no such drill.");
            }
        }

        throw new InvalidOperationException($"None of the gateways could be crashed: {living}");
    }

    private async Task PostAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(address, null, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            if ((await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("No gateway", StringComparison.Ordinal))
            {
                // It has just crashed, and its id is not free yet.
                return;
            }

            throw new InvalidOperationException($"POST {address} was answered with {(int)answer.StatusCode}.");
        }
    }

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException("The process could not be signalled; it said:\n" + Output);
        }
    }

    private async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    private Process Launch()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Homing.Chaos.Server");
        var start = File.Exists(program)
            ? new ProcessStartInfo(program, _arguments)
            : new ProcessStartInfo("dotnet", [program + ".dll", .. _arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new IOException(program + " did not start.");
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        string? line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync(patience.Token);
            Heard(line);
        }
        while (line is not null and not "READY");
        if (line is null)
        {
            throw new InvalidOperationException("The server did not get ready; it said:\n" + Output);
        }

        // What it says from now on is read as it comes, or it would wait for somebody to read it.
        var output = _process.StandardOutput;
        _ = Task.Run(async () =>
        {
            while (await output.ReadLineAsync() is { } said)
            {
                Heard(said);
            }
        });
    }

    private void Heard(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Count < 10_000)
            {
                _output.Add(line);
            }
        }
    }
}
