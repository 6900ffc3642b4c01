using System.Globalization;
using Homing.Bench.Support;

namespace Homing.Bench.Storm;

/// <summary>The server as people run it: the executable, with the role of a gateway, its log and its keys in a folder.</summary>
internal sealed class StormServer : IDisposable
{
    private static readonly Dictionary<string, string> Quiet = new() { ["Logging__LogLevel__Default"] = "None" };
    private readonly ChildProcess _process;
    private bool _isKilled;

    private StormServer(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it can be used.</summary>
    /// <param name="data">Its folder; what is in there is kept.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="window">What it tells its clients.</param>
    public static async Task<StormServer> StartAsync(string data, int port, TimeSpan window)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Homing.Host", "release", "Homing.Host");
        var server = new StormServer(ChildProcess.Start(
            Path.GetFullPath(program),
            Quiet,
            "run",
            "--roles",
            "gateway",
            "--urls",
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            "--data",
            data,
            "--Homing:Gateway:ReconnectWindow=" + window.ToString("c", CultureInfo.InvariantCulture),
            "--Homing:Gateway:PingInterval=00:10:00"));
        while (!(await server._process.ReadLineAsync()).StartsWith("Homing is ready", StringComparison.Ordinal))
        {
        }

        return server;
    }

    /// <summary>Kills it: it gets no chance to say anything.</summary>
    public void Dispose()
    {
        if (!_isKilled)
        {
            _isKilled = true;
            _process.Dispose();
        }
    }
}
