using System.Net.Http.Json;
using System.Text.Json;
using Homing.Testing;

namespace EndToEnd.Tests;

/// <summary>How the process starts, refuses to start, and stops.</summary>
public sealed class StartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_serves_pages_probes_gateways_and_descriptions()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, gateways: 3);
        using var http = new HttpClient { BaseAddress = server.Server };

        var gateways = await http.GetFromJsonAsync<JsonElement>("/api/gateways", Token);
        var openApi = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        using var missing = await http.GetAsync(new Uri("/api/nothing", UriKind.Relative), Token);

        Assert.Equal([0, 1, 2], gateways.EnumerateArray().Select(gateway => gateway.GetProperty("api_id").GetInt32()));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/healthz/live", UriKind.Relative), Token));
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Token));
        Assert.True(openApi.GetProperty("paths").TryGetProperty("/api/tickets", out _));
        Assert.Equal(404, (int)missing.StatusCode);
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Wrong_address_or_method_is_a_problem_and_no_page()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        using var http = new HttpClient { BaseAddress = server.Server };
        foreach (var (method, path, status, allowed) in new[]
        {
            ("GET", "/api/nothing", 404, ""), ("GET", "/api/tickets", 405, "POST"), ("DELETE", "/api/gateways", 405, "GET"),
            ("PATCH", "/api/reports/00000000-0000-0000-0000-000000000000", 405, "GET,PUT"), ("GET", "/api/reports/zz/nothing", 404, ""),
            ("GET", "/provider/nothing", 404, ""), ("GET", "/external-reader/webhooks", 405, "POST"), ("GET", "/metrics/x", 404, ""),
            ("HEAD", "/metrics", 405, "GET"), ("GET", "/ws/x", 404, ""), ("GET", "/openapi/v2.json", 404, ""),
            ("POST", "/parking", 405, "GET,HEAD"), ("GET", "/assets/none.js", 404, ""),
        })
        {
            using var call = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            using var answer = await http.SendAsync(call, Token);

            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(allowed, string.Join(',', answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
            if (method != "HEAD")
            {
                var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
                Assert.StartsWith("urn:problem-type:homing:", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
                Assert.False(problem.TryGetProperty("traceId", out _));
            }
        }
    }

    [Fact]
    public async Task Every_page_carries_the_headers_that_keep_it_safe()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        using var http = new HttpClient { BaseAddress = server.Server };

        using var page = await http.GetAsync(new Uri("/", UriKind.Relative), Token);

        Assert.Contains("default-src 'self'", string.Join(' ', page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(' ', page.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(page.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Stopped_process_says_goaway_closes_with_4200_and_ends_with_0()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path);
        await using var client = await SocketClient.ConnectAsync(server.Server);

        var stopping = server.StopAsync();

        await client.ReceiveAsync("goaway");
        Assert.Equal(4200, await client.ReceiveCloseAsync());
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task Killed_process_starts_again_on_its_data_with_the_same_ids_and_higher_epochs()
    {
        using var data = new DataFolder();
        JsonElement before;
        string session;
        await using (var server = await ServerProcess.UpAsync(data.Path))
        {
            await using var client = await SocketClient.ConnectAsync(server.Server);
            before = client.Welcome;
            session = client.Session;
            await server.KillAsync();
        }

        await using var again = await ServerProcess.UpAsync(data.Path);
        await using var resumed = await SocketClient.ResumeAsync(again.Server, session, "r1");

        Assert.Equal(before.GetProperty("client_id").GetString(), resumed.ClientId);
        Assert.Equal(before.GetProperty("api_id").GetInt32(), resumed.Welcome.GetProperty("api_id").GetInt32());
        Assert.True(resumed.Welcome.GetProperty("epoch").GetInt64() > before.GetProperty("epoch").GetInt64());
        Assert.Equal("unknown", (await resumed.ReceiveAsync("status")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Data_folder_in_use_is_refused_in_one_line()
    {
        using var data = new DataFolder();
        await using var first = await ServerProcess.UpAsync(data.Path);

        var (code, output) = await ServerProcess.TryAsync("up", "--data", data.Path, "--port", "1");

        AssertRefused(3, code, output, "in use");
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_written_is_refused_in_one_line()
    {
        var (code, output) = await ServerProcess.TryAsync("up", "--data", "/proc/homing");

        AssertRefused(3, code, output, "/proc/homing");
    }

    [Theory]
    [InlineData("--Homing:Gateway:MaxFrameBytes=5", "Homing:Gateway:MaxFrameBytes", "5", "1024")]
    [InlineData("--Homing:Gateway:MaxFrameBytes=many", "Homing:Gateway:MaxFrameBytes", "many", "a whole number")]
    [InlineData("--Homing:Gateway:AllowGuests=maybe", "Homing:Gateway:AllowGuests", "maybe", "true or false")]
    [InlineData("--Homing:Gateway:AckTimeout=soon", "Homing:Gateway:AckTimeout", "soon", "00:00:30")]
    [InlineData("--Homing:Messaging:RequestPartitions=0", "Homing:Messaging:RequestPartitions", "0", "1")]
    [InlineData("--Homing:Maps:TileStyleUrl=nonsense", "Homing:Maps:TileStyleUrl", "nonsense", "")]
    [InlineData("--Homing:Parking:Catalogue=/nowhere.csv", "Homing:Parking:Catalogue", "/nowhere.csv", "")]
    public async Task Wrong_setting_stops_the_start_with_a_line_that_names_it(
        string argument, string name, string value, string allowed)
    {
        using var data = new DataFolder();

        var (code, output) = await ServerProcess.TryAsync("up", "--data", data.Path, "--port", "1", argument);

        AssertRefused(2, code, output, name);
        Assert.Contains(value, output, StringComparison.Ordinal);
        Assert.Contains(allowed, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Homing:Kafka:BootstrapServers=broker:9092", "Homing:Redis:Configuration", "broker:9092")]
    [InlineData("--Homing:Redis:Configuration=redis:6379", "Homing:Kafka:BootstrapServers", "Homing:Redis:Configuration")]
    public async Task Log_that_is_shared_and_ids_that_are_not_are_refused_and_the_other_way_round(
        string argument, string missing, string given)
    {
        using var data = new DataFolder();

        var (code, output) = await ServerProcess.TryAsync("run", "--roles", "gateway", "--data", data.Path, "--port", "1", argument);

        AssertRefused(2, code, output, missing);
        Assert.Contains(given, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_are_told_the_address_of_the_proxy_and_not_the_one_that_is_listened_at()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(
            data.Path, 1, "--Homing:Gateway:Urls:0=https://chat.example.org");
        using var http = new HttpClient { BaseAddress = server.Server };

        var gateways = await http.GetFromJsonAsync<JsonElement>("/api/gateways", Token);
        await using var client = await SocketClient.ConnectAsync(server.Server);

        Assert.Equal("https://chat.example.org", gateways[0].GetProperty("url").GetString());
        Assert.Equal(0, client.Welcome.GetProperty("api_id").GetInt32());
    }

    [Theory]
    [InlineData("--port is '99999'", "up", "--port", "99999")]
    [InlineData("--urls is 'nonsense'", "up", "--urls", "nonsense")]
    [InlineData("--urls is '127.0.0.1:8080'", "run", "--urls", "http://127.0.0.1:8081;127.0.0.1:8080")]
    [InlineData("--urls is 'http://'", "up", "--urls", "http://")]
    [InlineData("--urls is 'http://127.0.0.1:99999'", "up", "--urls", "http://127.0.0.1:99999")]
    [InlineData("--urls is 'ftp://x:1'", "up", "--urls", "ftp://x:1")]
    [InlineData("--gateways", "up", "--gateways", "none")]
    [InlineData("pilot", "run", "--roles", "gateway,pilot")]
    [InlineData("--prot", "up", "--prot", "8080")]
    public async Task Wrong_command_line_stops_with_a_line_that_names_it(string named, params string[] arguments)
    {
        var (code, output) = await ServerProcess.TryAsync(arguments);

        Assert.Equal(2, code);
        Assert.StartsWith("homing: ", output, StringComparison.Ordinal);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_that_there_is_not_is_said_and_stops_nothing()
    {
        using var data = new DataFolder();
        await using var server = await ServerProcess.UpAsync(data.Path, 1, "--Homing:Gatway:MaxInFlight=1");

        Assert.Contains(
            "homing: warning: there is no setting Homing:Gatway:MaxInFlight; Homing:Gateway:MaxInFlight is meant?", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_refused_in_one_line()
    {
        using var data = new DataFolder();
        using var other = new DataFolder();
        await using var first = await ServerProcess.UpAsync(data.Path);

        var (code, output) = await ServerProcess.TryAsync("up", "--data", other.Path, "--port", $"{first.Server.Port}");

        AssertRefused(3, code, output, $"{first.Server.Port}");
    }

    private static void AssertRefused(int expected, int code, string output, string named)
    {
        Assert.Equal(expected, code);
        var refusals = output.Split('\n').Where(line => line.StartsWith("homing: ", StringComparison.Ordinal)).ToArray();
        Assert.Single(refusals);
        Assert.Contains(named, refusals[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
