using System.Text.Json;
using System.Text.Json.Nodes;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

/// <summary>The answer finds its client: away, elsewhere, late, twice, after a crash.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Answer_to_a_client_that_is_away_waits_for_it_at_every_gateway(int comesBackAt)
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();

        await using var back = await SocketClient.ResumeAsync(server.Servers[comesBackAt], session, "r1");

        var response = await back.ReceiveAsync("response");
        Assert.Equal("r1", response.GetProperty("id").GetString());
        Assert.Equal(1, response.GetProperty("seq").GetInt64());
        Assert.Equal("still there?", response.GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Client_that_does_not_say_what_it_waits_for_is_sent_everything()
    {
        await using var server = await GatewayFixture.StartAsync();
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();

        await using var back = await SocketClient.OpenAsync(server.Server);
        await back.SendAsync(new { type = "hello", session });

        Assert.Equal("r1", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Client_that_waits_for_nothing_is_sent_nothing()
    {
        await using var server = await GatewayFixture.StartAsync();
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();
        await server.WaitForMailAsync(1);

        await using var back = await SocketClient.ResumeAsync(server.Server, session);
        await back.RequestAsync("r2", "echo", new { text = "now" });

        Assert.Equal("r2", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Answer_that_was_not_acknowledged_comes_again_and_one_that_was_does_not()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[0]);
        await client.RequestAsync("acked", "echo", new { text = "1" });
        await client.RequestAsync("not-acked", "echo", new { text = "2" });
        var first = await client.ReceiveAsync("response");
        var second = await client.ReceiveAsync("response");
        await client.SendAsync(new { type = "ack", seq = 1 });
        await client.SendAsync(new { type = "ping" });
        await client.ReceiveAsync("pong");
        client.Abort();
        var (acked, lost) = (Id(first), Id(second));

        await using var back = await SocketClient.ResumeAsync(server.Servers[1], client.Session, acked, lost);
        var frames = await ReadUntilPongAsync(back, "response");

        Assert.Contains(frames, frame => Type(frame) == "response" && Id(frame) == lost);
        Assert.DoesNotContain(frames, frame => Type(frame) == "response" && Id(frame) == acked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_that_is_still_worked_on_is_told_accepted_and_answered_later(bool tellPosition)
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var client = await SocketClient.ConnectAsync(server.Servers[0]);
        await client.RequestAsync("r1", "wait", new { text = "x" });
        var accepted = await client.ReceiveAsync("accepted");
        client.Abort();

        await using var back = await SocketClient.OpenAsync(server.Servers[1]);
        await back.SendAsync(new { type = "hello", session = client.Session, pending = new[] { Pending(accepted, tellPosition) } });
        Assert.Equal("accepted", State(await back.ReceiveAsync("status")));
        server.OpenGate();

        Assert.Equal("r1", Id(await back.ReceiveAsync("response")));
    }

    [Fact]
    public async Task Request_that_nobody_knows_is_told_unknown()
    {
        await using var server = await GatewayFixture.StartAsync();
        var client = await SocketClient.ConnectAsync(server.Server);
        client.Abort();

        await using var back = await SocketClient.ResumeAsync(server.Server, client.Session, "never-sent");

        Assert.Equal("unknown", State(await back.ReceiveAsync("status")));
    }

    [Fact]
    public async Task Position_of_another_clients_request_tells_nothing()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var victim = await SocketClient.ConnectAsync(server.Server);
        await victim.RequestAsync("r1", "wait", new { text = "secret" });
        var accepted = await victim.ReceiveAsync("accepted");
        var (partition, offset) = (accepted.GetProperty("partition").GetInt32(), accepted.GetProperty("offset").GetInt64());

        await using var other = await SocketClient.ConnectAsync(server.Server);
        await other.SendAsync(new { type = "status", id = "r1", partition, offset });
        Assert.Equal("unknown", State(await other.ReceiveAsync("status")));
        await other.SendAsync(new { type = "cancel", id = "r1", partition, offset });
        Assert.Equal("unknown", State(await other.ReceiveAsync("status")));
        server.OpenGate();

        Assert.Equal("secret", (await victim.ReceiveAsync("response")).GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Newer_connection_at_another_gateway_takes_over_and_gets_what_the_older_had_not_acknowledged()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        await using var older = await SocketClient.ConnectAsync(server.Servers[0]);
        await older.RequestAsync("r1", "echo", new { text = "x" });
        await older.ReceiveAsync("response");

        await using var newer = await SocketClient.ResumeAsync(server.Servers[1], older.Session, "r1");

        Assert.Equal(4003, await older.ReceiveCloseAsync());
        Assert.Equal("r1", Id(await newer.ReceiveAsync("response")));
    }

    [Fact]
    public async Task Client_that_never_acknowledges_is_closed_with_4101_and_finds_its_answer_when_it_comes_back()
    {
        await using var server = await GatewayFixture.StartAsync(configure: options => options.AckTimeout = TimeSpan.FromSeconds(1));
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });

        Assert.Equal(4101, await client.ReceiveCloseAsync());

        await using var back = await SocketClient.ResumeAsync(server.Server, client.Session, "r1");
        Assert.Equal("r1", Id(await back.ReceiveAsync("response")));
    }

    [Fact]
    public async Task Answer_outlives_a_restart_of_the_whole_process()
    {
        var server = await GatewayFixture.StartAsync(gateways: 3);
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();
        await server.WaitForMailAsync(1);

        await using var restarted = await server.RestartAsync();
        await using var back = await SocketClient.ResumeAsync(restarted.Server, session, "r1");

        Assert.Equal("r1", Id(await back.ReceiveAsync("response")));
    }

    [Fact]
    public async Task Answer_that_was_handed_over_is_settled_by_the_ack_and_never_broadcast_again()
    {
        await using var server = await GatewayFixture.StartAsync(gateways: 2);
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();
        for (var visit = 0; visit < 3; visit++)
        {
            var visitor = await SocketClient.ResumeAsync(server.Servers[visit % 2], session, "r1");
            await visitor.ReceiveAsync("response");
            visitor.Abort();
            await server.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
        }

        await using var last = await SocketClient.ResumeAsync(server.Server, session, "r1");
        await last.ReceiveAsync("response");
        await last.SendAsync(new { type = "ack", seq = 1 });
        await server.WaitForMailAsync(0);

        Assert.Equal(["response", "settled"], await server.ReadBroadcastKindsAsync(2));
    }

    [Fact]
    public async Task Request_that_is_sent_again_gets_the_answer_that_waits()
    {
        await using var server = await GatewayFixture.StartAsync();
        var session = (await AskAndVanishAsync(server, "r1")).Session;
        server.OpenGate();
        await server.WaitForMailAsync(1);

        await using var back = await SocketClient.ResumeAsync(server.Server, session);
        await back.RequestAsync("r1", "wait", new { text = "another body changes nothing" });

        Assert.Equal("still there?", (await back.ReceiveAsync("response")).GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Request_that_is_sent_again_while_its_answer_is_on_the_wire_is_not_worked_on_again()
    {
        await using var server = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync("r1", "echo", new { text = "first" });
        await client.ReceiveAsync("response");

        await client.RequestAsync("r1", "echo", new { text = "again" });
        var status = await client.ReceiveAsync();
        Assert.Equal(("status", "r1", "answered"), (status.GetProperty("type").GetString(), Id(status), State(status)));
        await client.RequestAsync("r2", "echo", new { text = "next" });

        Assert.Equal("r2", Id(await client.ReceiveAsync("response")));
    }

    [Fact]
    public async Task Mailbox_that_is_full_throws_out_the_oldest()
    {
        await using var server = await GatewayFixture.StartAsync(configure: options => options.MaxMailboxAnswers = 2);
        var clients = new List<SocketClient>();
        foreach (var id in new[] { "first", "second", "third" })
        {
            clients.Add(await AskAndVanishAsync(server, id, "echo"));
            await server.WaitForMailAsync(new RequestKey(clients[^1].ClientId, id));
        }

        await using var third = await SocketClient.ResumeAsync(server.Server, clients[2].Session, "third");
        Assert.Equal("third", Id(await third.ReceiveAsync("response")));
        await using var first = await SocketClient.ResumeAsync(server.Server, clients[0].Session, "first");
        Assert.Equal("unknown", State(await first.ReceiveAsync("status")));
    }

    private static async Task<SocketClient> AskAndVanishAsync(GatewayFixture server, string id, string op = "wait")
    {
        var client = await SocketClient.ConnectAsync(server.Server);
        await client.RequestAsync(id, op, new { text = "still there?" });
        await client.ReceiveAsync("accepted");
        client.Abort();
        await server.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
        return client;
    }

    private static JsonNode Pending(JsonElement accepted, bool tellPosition) => tellPosition
        ? new JsonObject
        {
            ["id"] = Id(accepted),
            ["partition"] = accepted.GetProperty("partition").GetInt32(),
            ["offset"] = accepted.GetProperty("offset").GetInt64(),
        }
        : JsonValue.Create(Id(accepted));

    // A frame of that type has come, and everything that was sent up to then.
    private static async Task<List<JsonElement>> ReadUntilPongAsync(SocketClient client, string type)
    {
        var frames = new List<JsonElement>();
        do
        {
            frames.Add(await client.ReceiveAsync());
        }
        while (Type(frames[^1]) != type);

        await client.SendAsync(new { type = "ping" });
        while (Type(frames[^1]) != "pong")
        {
            frames.Add(await client.ReceiveAsync());
        }

        return frames;
    }

    private static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    private static string Id(JsonElement frame) => frame.GetProperty("id").GetString()!;

    private static string State(JsonElement frame) => frame.GetProperty("state").GetString()!;
}
