using System.Text.Json;
using Homing.Testing;

namespace Homing.Gateway.Tests;

public sealed class RequestTests
{
    [Fact]
    public async Task Request_that_is_valid_is_accepted_and_then_answered()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "echo", new { text = "hello" });
        var accepted = await client.ReceiveAsync();
        var response = await client.ReceiveAsync();

        Assert.Equal("accepted", accepted.GetProperty("type").GetString());
        Assert.Equal("r1", accepted.GetProperty("id").GetString());
        Assert.True(accepted.GetProperty("offset").GetInt64() >= 0);
        Assert.Equal("response", response.GetProperty("type").GetString());
        Assert.Equal(1, response.GetProperty("seq").GetInt64());
        Assert.Equal("echo", response.GetProperty("op").GetString());
        Assert.Equal("hello", response.GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Welcome_tells_every_limit_that_the_client_must_keep()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        var names = client.Welcome.EnumerateObject().Select(property => property.Name);

        Assert.Equal(
            ["type", "client_id", "session", "api_id", "epoch", "resumed", "ping_ms", "max_frame_bytes", "max_in_flight",
                "resume_ttl_ms", "reconnect_window_ms"],
            names);
        Assert.Equal(0, client.Welcome.GetProperty("api_id").GetInt32());
        Assert.False(client.Welcome.GetProperty("resumed").GetBoolean());
    }

    [Fact]
    public async Task Gateway_with_many_clients_tells_a_window_in_which_the_others_can_take_them()
    {
        await using var server = await GatewayFixture.StartAsync(configure: options =>
        {
            options.ReconnectWindow = TimeSpan.FromSeconds(1);
            options.ReconnectRate = 1;
        });
        var clients = new List<SocketClient>();
        for (var number = 0; number < 4; number++)
        {
            clients.Add(await SocketClient.ConnectAsync(server.Server));
        }

        Assert.Equal(
            [1000, 1000, 2000, 3000],
            clients.Select(client => client.Welcome.GetProperty("reconnect_window_ms").GetInt32()));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Body_goes_through_as_it_is()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        const string Text = "quote \" backslash \\ newline \n Türkçe 漢字 🐦 \u0001";

        await client.RequestAsync("🐦 \"1\"", "echo", new { text = Text });
        var response = await client.ReceiveAsync("response");

        Assert.Equal("🐦 \"1\"", response.GetProperty("id").GetString());
        Assert.Equal(Text, response.GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Handler_that_refuses_answers_with_its_problem()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "refuse", new { text = "way" });
        var error = (await client.ReceiveAsync("response")).GetProperty("error");

        Assert.Equal("urn:problem-type:homing:invalid-request", error.GetProperty("type").GetString());
        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.Equal("no way", error.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Handler_that_throws_answers_with_an_error_that_tells_no_secrets()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "fail", new { text = "" });
        var error = (await client.ReceiveAsync("response")).GetProperty("error");

        Assert.Equal(500, error.GetProperty("status").GetInt32());
        Assert.DoesNotContain("on purpose", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":5}""", "text")]
    [InlineData("null", "null")]
    [InlineData("[1,2]", "")]
    public async Task Body_that_does_not_fit_is_answered_with_an_error_that_names_it(string body, string named)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendTextAsync($$"""{"type":"request","id":"r1","op":"echo","body":{{body}}}""");
        var error = (await client.ReceiveAsync("response")).GetProperty("error");

        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.Contains(named, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_past_its_deadline_is_told_so_and_never_answered()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendAsync(new { type = "request", id = "r1", op = "wait", deadline_ms = 50, body = new { text = "" } });
        var error = await client.ReceiveAsync("error");
        gateway.OpenGate();
        await client.RequestAsync("r2", "echo", new { text = "after" });
        var next = await client.ReceiveAsync("response");

        Assert.Equal("r1", error.GetProperty("id").GetString());
        Assert.Equal("deadline_exceeded", error.GetProperty("code").GetString());
        Assert.False(error.GetProperty("retry").GetBoolean());
        Assert.Equal("r2", next.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Same_id_while_under_way_is_the_same_request()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.RequestAsync("r1", "wait", new { text = "once" });
        var first = await client.ReceiveAsync("accepted");
        await client.RequestAsync("r1", "wait", new { text = "once" });
        var again = await client.ReceiveAsync("accepted");
        gateway.OpenGate();
        await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ping" });
        var next = await client.ReceiveAsync();

        Assert.Equal(first.GetProperty("offset").GetInt64(), again.GetProperty("offset").GetInt64());
        Assert.Equal("pong", next.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Answers_of_many_clients_at_three_gateways_go_to_their_askers_alone()
    {
        await using var gateway = await GatewayFixture.StartAsync(gateways: 3);
        const int Clients = 12, Requests = 40;

        var seen = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            await using var client = await SocketClient.ConnectAsync(gateway.Servers[number % 3]);
            for (var request = 0; request < Requests; request++)
            {
                await client.RequestAsync($"{number}/{request}", "who", new { text = "" });
            }

            var answers = new List<JsonElement>();
            while (answers.Count < Requests)
            {
                answers.Add(await client.ReceiveAsync("response"));
                await client.SendAsync(new { type = "ack", seq = answers.Count });
            }

            return (client.ClientId, ApiId: client.Welcome.GetProperty("api_id").GetInt32(), Number: number, Answers: answers);
        }));

        Assert.Equal([0, 1, 2], seen.Select(client => client.ApiId).Distinct().Order());
        Assert.All(seen, client =>
        {
            Assert.All(client.Answers, answer =>
                Assert.Equal(client.ClientId, answer.GetProperty("body").GetProperty("text").GetString()));
            Assert.Equal(
                Enumerable.Range(0, Requests).Select(request => $"{client.Number}/{request}").Order(StringComparer.Ordinal),
                client.Answers.Select(answer => answer.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
            Assert.Equal(
                Enumerable.Range(1, Requests),
                client.Answers.Select(answer => answer.GetProperty("seq").GetInt32()));
        });
    }
}
