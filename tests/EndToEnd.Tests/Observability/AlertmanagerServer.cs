using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Observability;

/// <summary>
/// A real Alertmanager with the shipped configuration, and those whom it tells. It waits 1 s where what is shipped waits longer,
/// and the addresses are this test's; routes and what silences what are as they are.
/// </summary>
internal sealed partial class AlertmanagerServer : IAsyncDisposable
{
    private readonly DataFolder _folder = new();
    private readonly ConcurrentDictionary<(string Receiver, string Alert), byte> _told = new();
    private readonly WebApplication _receivers;
    private readonly Process _process;

    private AlertmanagerServer(WebApplication app, string program)
    {
        _receivers = app;
        var configuration = Path.Combine(_folder.Path, "alertmanager.yml");
        var shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "alertmanager", "alertmanager.yml"));
        File.WriteAllText(configuration, Wait().Replace(Url().Replace(shipped, "url: " + app.Urls.First()), "$1 1s"));
        Address = $"127.0.0.1:{Ports.Free()}";
        _process = Process.Start(new ProcessStartInfo(program,
        [
            "--config.file=" + configuration,
            "--storage.path=" + Path.Combine(_folder.Path, "data"),
            "--cluster.listen-address=",
            "--web.listen-address=" + Address,
            "--log.level=error",
        ]))!;
    }

    /// <summary>Where Prometheus finds it: host and port.</summary>
    public string Address { get; }

    /// <summary>Where the program is: in ALERTMANAGER, or on the PATH; null where it is not installed.</summary>
    public static string? Find() => Programs.Find("ALERTMANAGER", "prometheus-alertmanager");

    public static async Task<AlertmanagerServer> StartAsync(string program)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        AlertmanagerServer? server = null;
        app.MapPost("/", (JsonElement body) => server!.Hear(body));
        await app.StartAsync();
        return server = new AlertmanagerServer(app, program);
    }

    /// <summary>Whether a receiver was told of an alert.</summary>
    public bool HasTold(string receiver, string alert) => _told.ContainsKey((receiver, alert));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _receivers.DisposeAsync();
        _folder.Dispose();
    }

    private void Hear(JsonElement body)
    {
        var receiver = body.GetProperty("receiver").GetString()!;
        foreach (var alert in body.GetProperty("alerts").EnumerateArray())
        {
            _told[(receiver, alert.GetProperty("labels").GetProperty("alertname").GetString()!)] = 0;
        }
    }

    [GeneratedRegex(@"(group_wait:|group_interval:) \S+")]
    private static partial Regex Wait();

    [GeneratedRegex(@"url: \S+")]
    private static partial Regex Url();
}
