using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>What the process tells of itself, from outside.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("parking-feed", "homing_log_appended_records_total")]
    [InlineData("gateway", "homing_leases_held{homing_api_id=\"0\"} 1")]
    public async Task Every_process_serves_its_metrics(string roles, string expected)
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.RunAsync(data.Path, roles);
        using var http = new HttpClient { BaseAddress = server.Server };

        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative), Token);
        var page = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.Contains($"homing_roles=\"{roles}\"", page, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", page, StringComparison.Ordinal);
        Assert.Contains("http_server_active_requests", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_hop_of_an_answered_request_is_counted_once()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "parking.nearby", new { lat = 41.0, lng = 29.0 });
        await client.ReceiveAsync("response");
        string[] lines =
        [
            "homing_gateway_request_append_duration_seconds_count 1",
            "homing_worker_request_wait_duration_seconds_count{op=\"parking.nearby\"} 1",
            "homing_worker_handling_duration_seconds_count{op=\"parking.nearby\",outcome=\"answered\"} 1",
            "homing_worker_answer_append_duration_seconds_count 1",
            "homing_gateway_answer_wait_duration_seconds_count 1",
            "homing_gateway_request_duration_seconds_count 1",
            "homing_gateway_answers_total{way=\"direct\"} 1",
            "homing_gateway_requests_settled_total{op=\"parking.nearby\",outcome=\"in_time\"} 1",
            "homing_gateway_connections{homing_api_id=\"0\"} 1",
        ];

        // Whoever wrote counts after its write: the answer can be here before that is counted.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = server.Server };
        string[] missing = lines;
        while (missing.Length > 0)
        {
            Assert.False(patience.IsCancellationRequested, "Never counted so: " + string.Join(", ", missing));
            using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative), Token);
            var page = await answer.Content.ReadAsStringAsync(Token);
            missing = [.. lines.Where(line => !page.Contains(line, StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task Traces_and_metrics_are_sent_where_an_endpoint_is_given()
    {
        using var data = new DataFolder();
        using var collector = Collector.Start();
        await using var server = await ServerProcess.RunAsync(data.Path, "gateway,parking-worker", new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        });
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "parking.nearby", new { lat = 41.0, lng = 29.0 });
        await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ack", seq = 1 });

        // Names stand in the messages as they are.
        await collector.WaitForAsync("/v1/traces", "process client_response");
        await collector.WaitForAsync("/v1/traces", "process client_request");
        await collector.WaitForAsync("/v1/metrics", "homing.gateway.request.duration");
    }

    [Fact]
    public async Task Endpoint_that_is_no_address_stops_the_start_with_one_line()
    {
        using var data = new DataFolder();

        var (code, output) = await ServerProcess.TryAsync(
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317" },
            "run", "--roles", "parking-feed", "--data", data.Path);

        Assert.Equal(2, code);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317': it must be", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_of_operations_is_open_for_up_and_not_for_run()
    {
        using var upData = new DataFolder();
        using var runData = new DataFolder();
        await using var up = await ServerProcess.UpAsync(upData.Path);
        await using var run = await ServerProcess.RunAsync(runData.Path, "gateway");
        using var http = new HttpClient();

        var picture = await http.GetFromJsonAsync<JsonElement>(new Uri(up.Server, "api/operations"), Token);
        using var refused = await http.GetAsync(new Uri(run.Server, "api/operations"), Token);

        Assert.Equal(JsonValueKind.Array, picture.GetProperty("processes").ValueKind);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Access_that_is_none_of_three_stops_the_start_with_one_line()
    {
        using var data = new DataFolder();

        var (code, output) = await ServerProcess.TryAsync("up", "--data", data.Path, "--Homing:Operations:Access=all");

        Assert.Equal(2, code);
        Assert.Contains(
            "Homing:Operations:Access is 'all': it must be everyone, signed-in or nobody.", output, StringComparison.Ordinal);
    }

    /// <summary>Takes what is sent over OTLP, and keeps it.</summary>
    private sealed class Collector : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
        private readonly SemaphoreSlim _arrived = new(0);

        public required string Url { get; init; }

        public static Collector Start()
        {
            var url = $"http://127.0.0.1:{Ports.Free()}/";
            var collector = new Collector { Url = url };
            collector._listener.Prefixes.Add(url);
            collector._listener.Start();
            _ = collector.ReceiveAsync();
            return collector;
        }

        public async Task WaitForAsync(string path, string content)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!_received.Any(one => one.Path == path && one.Body.Contains(content, StringComparison.Ordinal)))
            {
                await _arrived.WaitAsync(patience.Token);
            }
        }

        public void Dispose()
        {
            _listener.Close();
            _arrived.Dispose();
        }

        private async Task ReceiveAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    _received.Enqueue((context.Request.Url!.AbsolutePath, Encoding.UTF8.GetString(body.ToArray())));
                    context.Response.Close();
                    _arrived.Release();
                }
            }
            catch (Exception exception) when (exception is ObjectDisposedException or HttpListenerException)
            {
                // The test is over.
            }
        }
    }
}
