using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Homing.Bench.Support;
using Homing.Testing;

namespace Homing.Bench.RoundTrip;

/// <summary>A NATS server of its own with WebSocket and streams, each publish on disk before it is acknowledged.</summary>
internal sealed partial class NatsServer : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly ChildProcess _server;
    private readonly ChildProcess _worker;

    private NatsServer(ChildProcess server, ChildProcess worker, int port, string version) =>
        (_server, _worker, SocketPort, Version) = (server, worker, port, version);

    /// <summary>Where its WebSocket listens.</summary>
    public int SocketPort { get; }

    public string Version { get; }

    /// <summary>Starts it and its worker; null, with a line on the console, where there is no NATS that can do it.</summary>
    public static async Task<NatsServer?> TryStartAsync(string program, string folder)
    {
        if (await VersionOfAsync(program) is not { } version)
        {
            await Console.Error.WriteLineAsync($"bench: NATS is left out: there is no '{program}'.");
            return null;
        }

        if (version < new Version(2, 10))
        {
            await Console.Error.WriteLineAsync(
                $"bench: NATS is left out: {version} cannot sync each write; 2.10 can (--nats PATH names another).");
            return null;
        }

        var (port, socketPort) = (Ports.Free(), Ports.Free());
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "nats.conf");
        await File.WriteAllTextAsync(configuration, string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            listen: "127.0.0.1:{{port}}"
            websocket { listen: "127.0.0.1:{{socketPort}}", no_tls: true }
            jetstream { store_dir: "{{folder}}", sync_interval: always }
            """));
        var server = ChildProcess.Start(program, NoEnvironment, "-c", configuration, "-l", Path.Combine(folder, "nats.log"));
        try
        {
            await PortProbe.WaitAsync(socketPort);
            var worker = ChildProcess.StartPart(
                NoEnvironment, "nats-worker", "--port", port.ToString(CultureInfo.InvariantCulture));
            await worker.ReadyAsync();
            return new NatsServer(server, worker, socketPort, version.ToString());
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _worker.Dispose();
        _server.Dispose();
    }

    private static async Task<Version?> VersionOfAsync(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            return VersionPattern().Match(text) is { Success: true } match ? System.Version.Parse(match.Value) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionPattern();
}
