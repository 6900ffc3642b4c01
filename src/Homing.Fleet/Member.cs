using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Homing.Fleet;

/// <summary>
/// A process of a fleet: it can be started, killed, paused and stopped, again and again, at the same address. Thread-safe
/// but for starts and stops, which come one after the other.
/// </summary>
public sealed partial class Member : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int MaxLines = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly MemberPlan _plan;
    private readonly HttpClient _http;
    private readonly Action<Member, string> _said;
    private readonly Queue<string> _output = [];
    private Process? _process;
    private bool _isPaused;
    private bool _isExpectedToEnd;

    internal Member(MemberPlan plan, HttpClient http, Action<Member, string> said) =>
        (_plan, _http, _said) = (plan, http, said);

    /// <summary>Unique in its fleet, such as <c>gateway-1</c>.</summary>
    public string Name => _plan.Name;

    /// <summary>What it does: a role, or <c>redis</c>.</summary>
    public string Role => _plan.Role;

    /// <summary>Where it listens.</summary>
    public Uri Address => _plan.Address;

    /// <summary>Its process; null while it has none.</summary>
    public int? Id => IsRunning ? _process!.Id : null;

    /// <summary>True while it has a process, paused or not.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>running, paused, stopped, or how it ended.</summary>
    public string State =>
        IsRunning ? (_isPaused ? "paused" : "running")
        : _process is null ? "not started"
        : _isExpectedToEnd ? "stopped"
        : string.Create(CultureInfo.InvariantCulture, $"ended with {_process.ExitCode}");

    /// <summary>The last lines that it wrote, of all its lives.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_output)
            {
                return [.. _output];
            }
        }
    }

    /// <summary>Starts it and waits until it is ready; does nothing where it runs.</summary>
    /// <exception cref="FleetException">It ended, or did not get ready in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            return;
        }

        _process?.Dispose();
        (_isPaused, _isExpectedToEnd) = (false, false);
        _process = await Launcher.StartAsync(_plan.Program, _plan.Arguments, _plan.Environment);
        Listen(_process);
        await ReadyAsync(cancellationToken);
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _isExpectedToEnd = true;
        if (IsRunning)
        {
            Send(SigKill);
            await _process!.WaitForExitAsync();
        }
    }

    /// <summary>Lets it stand still (SIGSTOP).</summary>
    public void Pause()
    {
        Send(SigStop);
        _isPaused = true;
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Continue()
    {
        Send(SigCont);
        _isPaused = false;
    }

    /// <summary>Asks it to stop (SIGTERM), as an orchestrator does, and waits.</summary>
    /// <param name="patience">After that it is killed.</param>
    /// <returns>How long it took; null where it had to be killed.</returns>
    public async Task<TimeSpan?> StopAsync(TimeSpan patience)
    {
        if (!IsRunning)
        {
            return TimeSpan.Zero;
        }

        var start = Stopwatch.GetTimestamp();
        _isExpectedToEnd = true;
        Send(SigTerm);
        if (_isPaused)
        {
            Continue();
        }

        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process!.WaitForExitAsync(timeout.Token);
            return Stopwatch.GetElapsedTime(start);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return null;
        }
    }

    /// <summary>Kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _process = null;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);

    private void Send(int signal)
    {
        // One that has just ended by itself is as good as signalled.
        if (!IsRunning || (Signal(_process!.Id, signal) != 0 && IsRunning))
        {
            if (signal != SigKill)
            {
                throw new FleetException($"{Name} is not running.");
            }
        }
    }

    private void Listen(Process process)
    {
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
        {
            if (!_isExpectedToEnd)
            {
                Heard(string.Create(CultureInfo.InvariantCulture, $"ended by itself with {process.ExitCode}"));
            }
        };
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (!await IsReadyAsync(patience.Token))
            {
                if (!IsRunning)
                {
                    throw new FleetException($"{Name} did not start; it said:\n{string.Join('\n', Output.TakeLast(20))}");
                }

                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FleetException(
                $"{Name} was not ready within {Patience.TotalSeconds:0} s; it said:\n{string.Join('\n', Output.TakeLast(20))}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Address.Scheme == Uri.UriSchemeHttp)
            {
                using var answer = await _http.GetAsync(new Uri(Address, "/healthz/ready"), cancellationToken);
                return answer.StatusCode == HttpStatusCode.OK;
            }

            using var socket = new TcpClient();
            await socket.ConnectAsync(Address.Host, Address.Port, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return false;
        }
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            if (_output.Count == MaxLines)
            {
                _output.Dequeue();
            }

            _output.Enqueue(line);
        }

        _said(this, line);
    }
}

/// <summary>How a process of a fleet is started.</summary>
/// <param name="Name">Unique in its fleet.</param>
/// <param name="Role">What it does.</param>
/// <param name="Address">Where it listens; for http, ready is what <c>/healthz/ready</c> says, else that it takes connections.</param>
/// <param name="Program">The file to run.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables beside those of this process.</param>
internal sealed record MemberPlan(
    string Name,
    string Role,
    Uri Address,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment);
