using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests.Observability;

/// <summary>A real Prometheus with the shipped rules, and what it says.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly DataFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(string program, string alertmanager, IEnumerable<Uri> targets)
    {
        var address = $"127.0.0.1:{Ports.Free()}";
        var start = new ProcessStartInfo(program,
        [
            "--config.file=" + ShippedPrometheus.Write(_folder.Path, alertmanager, targets),
            "--storage.tsdb.path=" + Path.Combine(_folder.Path, "data"),
            "--web.listen-address=" + address,
            "--log.level=warn",
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}/api/v1/") };
    }

    /// <summary>Where the program is: in PROMETHEUS, or on the PATH; null where it is not installed.</summary>
    public static string? Find() => Programs.Find("PROMETHEUS", "prometheus");

    public static PrometheusServer Start(string program, string alertmanager, params IEnumerable<Uri> targets) =>
        new(program, alertmanager, targets);

    /// <summary>Every rule, as Prometheus has it.</summary>
    public async Task<JsonElement[]> RulesAsync() =>
        [.. (await GetAsync("rules")).GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];

    /// <summary>The alerts that fire.</summary>
    public async Task<JsonElement[]> FiringAsync() =>
        [.. (await GetAsync("alerts")).GetProperty("alerts").EnumerateArray().Where(alert => alert.GetProperty("state").GetString() == "firing")];

    /// <summary>The value of an expression that has one sample; null where it has none.</summary>
    public async Task<double?> AskAsync(string expression)
    {
        var samples = (await GetAsync("query?query=" + Uri.EscapeDataString(expression))).GetProperty("result");
        return samples.GetArrayLength() == 0
            ? null
            : double.Parse(samples[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many series an expression has now.</summary>
    /// <exception cref="HttpRequestException">Prometheus refuses it.</exception>
    public async Task<int> CountAsync(string expression) =>
        (await GetAsync("query?query=" + Uri.EscapeDataString(expression))).GetProperty("result").GetArrayLength();

    /// <summary>Asks again until it is so.</summary>
    /// <param name="what">What is waited for, to be said where it does not come.</param>
    /// <param name="isSo">Asked; Prometheus may not answer yet.</param>
    /// <param name="cancellationToken">Of the test.</param>
    public Task UntilAsync(string what, Func<Task<bool>> isSo, CancellationToken cancellationToken) =>
        UntilAsync(() => what, isSo, cancellationToken);

    /// <summary>The same, where what is waited for is known only when it has not come.</summary>
    public async Task UntilAsync(Func<string> what, Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                if (await isSo())
                {
                    return;
                }

                await Task.Delay(Pause, TimeProvider.System, patience.Token);
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(Pause, TimeProvider.System, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"In {Patience} it did not come to this: {what()}. Firing: {string.Join(", ", await NamesAsync())}\n{Output}");
            }
        }
    }

    /// <summary>The names of the alerts that fire.</summary>
    public async Task<HashSet<string>> NamesAsync() =>
        [.. (await FiringAsync()).Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private async Task<JsonElement> GetAsync(string path) =>
        (await _http.GetFromJsonAsync<JsonElement>(path)).GetProperty("data");

    private void Heard(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
