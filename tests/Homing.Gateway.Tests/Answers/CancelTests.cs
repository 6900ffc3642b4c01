using System.Text.Json;
using Homing.Testing;

namespace Homing.Gateway.Tests.Answers;

/// <summary>What clients ask about their requests, from any gateway.</summary>
public sealed class CancelTests
{
    [Theory]
    [InlineData("wait")]
    [InlineData("stuck")]
    public async Task Request_that_is_taken_back_is_told_cancelled_and_never_answered(string op)
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", op, new { text = "x" });
        await client.ReceiveAsync("accepted");

        await client.SendAsync(new { type = "cancel", id = "r1" });
        Assert.Equal("cancelled", State(await client.ReceiveAsync("status")));
        server.OpenGate();
        await client.RequestAsync("r2", "wait", new { text = "x" });

        Assert.Equal("r2", (await client.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Request_can_be_taken_back_at_another_gateway()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[0]);
        await client.RequestAsync("r1", "stuck", new { text = "x" });
        var accepted = await client.ReceiveAsync("accepted");
        client.Abort();

        await using var back = await SocketClient.ResumeAsync(server.Servers[1], client.Session);
        await back.SendAsync(new
        {
            type = "cancel",
            id = "r1",
            partition = accepted.GetProperty("partition").GetInt32(),
            offset = accepted.GetProperty("offset").GetInt64(),
        });
        Assert.Equal("cancelled", State(await back.ReceiveAsync("status")));
        await back.SendAsync(new { type = "status", id = "r1" });
        Assert.Equal("cancelled", State(await back.ReceiveAsync("status")));
    }

    [Fact]
    public async Task Request_that_was_taken_back_is_cancelled_by_its_id_alone_when_its_gateway_is_gone()
    {
        await using var shared = new SharedState();
        string session;
        await using (var server = await GatewayFixture.StartAsync(shared: shared))
        {
            await using var client = await SocketClient.ConnectAsync(server.Server);
            session = client.Session;
            await client.RequestAsync("r1", "stuck", new { text = "x" });
            await client.ReceiveAsync("accepted");
            await client.SendAsync(new { type = "cancel", id = "r1" });
            Assert.Equal("cancelled", State(await client.ReceiveAsync("status")));
        }

        await using var next = await GatewayFixture.StartAsync(shared: shared);
        await using var back = await SocketClient.ResumeAsync(next.Server, session, "r1");
        Assert.Equal("cancelled", State(await back.ReceiveAsync("status")));
        await back.SendAsync(new { type = "status", id = "r1" });
        Assert.Equal("cancelled", State(await back.ReceiveAsync("status")));
    }

    [Fact]
    public async Task Id_that_was_taken_back_and_is_asked_again_is_told_cancelled()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "stuck", new { text = "x" });
        await client.ReceiveAsync("accepted");
        await client.SendAsync(new { type = "cancel", id = "r1" });
        await client.ReceiveAsync("status");

        await client.RequestAsync("r1", "echo", new { text = "x" });

        Assert.Equal("cancelled", State(await client.ReceiveAsync("status")));
    }

    [Fact]
    public async Task Cancel_that_comes_after_the_answer_is_told_answered()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");

        await client.SendAsync(new { type = "cancel", id = "r1" });

        Assert.Equal("answered", State(await client.ReceiveAsync("status")));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("status")]
    public async Task Request_that_is_nobodys_is_unknown(string type)
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);

        foreach (var (partition, offset) in new (int?, long?)[] { (null, null), (0, 0), (0, 1_000_000), (77, 0), (-1, -1) })
        {
            await client.SendAsync(new { type, id = "r1", partition, offset });
            Assert.Equal("unknown", State(await client.ReceiveAsync("status")));
        }
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("status")]
    public async Task Question_without_an_id_is_refused_by_name(string type)
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);

        await client.SendAsync(new { type });

        Assert.Contains("'id'", (await client.ReceiveAsync("error")).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_goes_from_accepted_to_answered_as_any_gateway_tells_it()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[0]);
        await client.RequestAsync("r1", "wait", new { text = "x" });
        var accepted = await client.ReceiveAsync("accepted");
        var (partition, offset) = (accepted.GetProperty("partition").GetInt32(), accepted.GetProperty("offset").GetInt64());
        client.Abort();

        await using var back = await SocketClient.ResumeAsync(server.Servers[1], client.Session);
        await back.SendAsync(new { type = "status", id = "r1", partition, offset });
        Assert.Equal("accepted", State(await back.ReceiveAsync("status")));
        server.OpenGate();
        await server.WaitForMailAsync(1);
        await back.SendAsync(new { type = "status", id = "r1", partition, offset });
        Assert.Equal("answered", State(await back.ReceiveAsync("status")));
    }

    [Fact]
    public async Task Status_of_a_request_past_its_deadline_is_expired()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.SendAsync(new { type = "request", id = "r1", op = "wait", deadline_ms = 1, body = new { text = "x" } });
        await client.ReceiveAsync("error");

        await client.SendAsync(new { type = "status", id = "r1" });

        Assert.Equal("expired", State(await client.ReceiveAsync("status")));
    }

    private static string State(JsonElement frame) => frame.GetProperty("state").GetString()!;
}
