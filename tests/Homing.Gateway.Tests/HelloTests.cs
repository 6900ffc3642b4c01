using System.Text.Json;
using Homing.Testing;

namespace Homing.Gateway.Tests;

/// <summary>What a hello may claim: who somebody is, and what he waits for.</summary>
public sealed class HelloTests
{
    [Fact]
    public async Task Session_of_another_client_makes_one_that_client_and_closes_its_older_connection()
    {
        await using var gateway = await GatewayFixture.StartAsync(gateways: 2);
        await using var robbed = await SocketClient.ConnectAsync(gateway.Servers[0]);

        await using var thief = await SocketClient.ResumeAsync(gateway.Servers[1], robbed.Session);

        Assert.Equal(robbed.ClientId, thief.ClientId);
        Assert.Equal(4003, await robbed.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Client_id_that_a_hello_claims_changes_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var victim = await SocketClient.ConnectAsync(gateway.Server);
        await victim.RequestAsync("r1", "wait", new { text = "secret" });
        await victim.ReceiveAsync("accepted");
        await using var other = await SocketClient.OpenAsync(gateway.Server);

        await other.SendAsync(new
        {
            type = "hello",
            ticket = await SocketClient.TicketAsync(gateway.Server),
            client_id = victim.ClientId,
            user_id = victim.ClientId,
            pending = new[] { "r1" },
        });
        var welcome = await other.ReceiveAsync();
        var status = await other.ReceiveAsync();
        gateway.OpenGate();
        var answer = await victim.ReceiveAsync("response");
        await other.SendAsync(new { type = "ping" });

        Assert.NotEqual(victim.ClientId, welcome.GetProperty("client_id").GetString());
        Assert.Equal("unknown", status.GetProperty("state").GetString());
        Assert.Equal("secret", answer.GetProperty("body").GetProperty("text").GetString());
        Assert.Equal("pong", (await other.ReceiveAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Session_that_was_changed_anywhere_closes_with_4001()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var honest = await SocketClient.ConnectAsync(gateway.Server);
        var session = honest.Session;
        var forged = new[] { 0, session.Length / 2, session.Length - 2 }
            .Select(index => session[..index] + (session[index] == 'A' ? 'B' : 'A') + session[(index + 1)..])
            .Append(session[..^8])
            .Append(session + "AAAA")
            .Append("");

        foreach (var claimed in forged)
        {
            await using var forger = await SocketClient.OpenAsync(gateway.Server);
            await forger.SendAsync(new { type = "hello", session = claimed });
            Assert.Equal(4001, await forger.ReceiveCloseAsync());
        }

        await AssertServedAsync(honest);
    }

    [Fact]
    public async Task Second_hello_closes_with_4002_even_with_a_good_session()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendAsync(new { type = "hello", session = bystander.Session });

        Assert.Equal(4002, await client.ReceiveCloseAsync());
        await AssertServedAsync(bystander);
    }

    [Theory]
    [InlineData(64 * 1024, 1009)]
    [InlineData(1024 * 1024, 4002)]
    public async Task Ten_thousand_pending_ids_close_and_nobody_else_notices(int maxFrameBytes, int code)
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options => options.MaxFrameBytes = maxFrameBytes);
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendAsync(new
        {
            type = "hello",
            ticket = await SocketClient.TicketAsync(gateway.Server),
            pending = Enumerable.Range(0, 10_000).Select(number => $"r{number}"),
        });

        Assert.Equal(code, await client.ReceiveCloseAsync());
        await AssertServedAsync(bystander);
    }

    [Fact]
    public async Task Thousand_pending_ids_that_nobody_knows_are_each_told_unknown_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var ids = Enumerable.Range(0, SocketSession.MaxPending).Select(number => $"r{number}").ToArray();
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendAsync(new { type = "hello", ticket = await SocketClient.TicketAsync(gateway.Server), pending = ids });
        await client.ReceiveAsync("welcome");
        await client.SendAsync(new { type = "ping" });
        var told = new List<string>();
        while (await client.ReceiveAsync() is var frame && Type(frame) != "pong")
        {
            Assert.Equal(("status", "unknown"), (Type(frame), frame.GetProperty("state").GetString()));
            told.Add(frame.GetProperty("id").GetString()!);
        }

        Assert.Equal(ids, told);
    }

    [Theory]
    [InlineData("\"r1\"")]
    [InlineData("{\"r1\":{}}")]
    [InlineData("[\"\"]")]
    [InlineData("[5]")]
    [InlineData("[null]")]
    [InlineData("[true]")]
    [InlineData("[[\"r1\"]]")]
    [InlineData("[{}]")]
    [InlineData("[{\"id\":\"\"}]")]
    [InlineData("[{\"id\":null}]")]
    [InlineData("[{\"id\":5}]")]
    [InlineData("[{\"partition\":0,\"offset\":0}]")]
    [InlineData("[{\"id\":\"r1\",\"partition\":\"0\",\"offset\":0}]")]
    [InlineData("[{\"id\":\"r1\",\"partition\":0,\"offset\":1e400}]")]
    [InlineData("[{\"id\":\"r1\",\"partition\":0,\"offset\":99999999999999999999}]")]
    [InlineData("[\"good\",\"\\ud800\"]")]
    public async Task Pending_that_is_not_a_list_of_ids_closes_with_4002(string pending)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendTextAsync(
            $$"""{"type":"hello","ticket":"{{await SocketClient.TicketAsync(gateway.Server)}}","pending":{{pending}}}""");

        Assert.Equal(4002, await client.ReceiveCloseAsync());
        await AssertServedAsync(bystander);
    }

    [Theory]
    [InlineData("\"partition\":-1,\"offset\":0")]
    [InlineData("\"partition\":0,\"offset\":-1")]
    [InlineData("\"partition\":-9223372036854775808,\"offset\":-9223372036854775808")]
    [InlineData("\"partition\":0")]
    [InlineData("\"offset\":0")]
    [InlineData("\"partition\":null,\"offset\":null")]
    [InlineData("\"partition\":0,\"offset\":5")]
    [InlineData("\"partition\":0,\"offset\":1000000000000")]
    [InlineData("\"partition\":0,\"offset\":9223372036854775807")]
    [InlineData("\"partition\":2000000000,\"offset\":0")]
    [InlineData("\"partition\":4294967296,\"offset\":0")]
    public async Task Position_where_nothing_stands_is_unknown_to_every_question(string position)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.OpenAsync(gateway.Server);
        var ticket = await SocketClient.TicketAsync(gateway.Server);

        await client.SendTextAsync($$"""{"type":"hello","ticket":"{{ticket}}","pending":[{"id":"r1",{{position}}}]}""");
        await client.ReceiveAsync("welcome");
        Assert.Equal("unknown", State(await client.ReceiveAsync()));
        await client.SendTextAsync($$"""{"type":"status","id":"r2",{{position}}}""");
        Assert.Equal("unknown", State(await client.ReceiveAsync()));
        await client.SendTextAsync($$"""{"type":"cancel","id":"r3",{{position}}}""");
        Assert.Equal("unknown", State(await client.ReceiveAsync()));

        await AssertServedAsync(client);
    }

    [Fact]
    public async Task Pending_at_the_position_of_another_clients_request_is_unknown_and_takes_nothing_from_it()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var victim = await SocketClient.ConnectAsync(gateway.Server);
        await victim.RequestAsync("r1", "wait", new { text = "secret" });
        var accepted = await victim.ReceiveAsync("accepted");
        await using var other = await SocketClient.OpenAsync(gateway.Server);

        await other.SendAsync(new
        {
            type = "hello",
            ticket = await SocketClient.TicketAsync(gateway.Server),
            pending = new[]
            {
                new
                {
                    id = "r1",
                    partition = accepted.GetProperty("partition").GetInt32(),
                    offset = accepted.GetProperty("offset").GetInt64(),
                },
            },
        });
        await other.ReceiveAsync("welcome");
        Assert.Equal("unknown", State(await other.ReceiveAsync()));
        gateway.OpenGate();

        var answer = await victim.ReceiveAsync("response");
        Assert.Equal("secret", answer.GetProperty("body").GetProperty("text").GetString());
        await other.SendAsync(new { type = "ping" });
        Assert.Equal("pong", Type(await other.ReceiveAsync()));
    }

    [Fact]
    public async Task Id_that_is_pending_twice_is_answered_once()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "wait", new { text = "x" });
        await client.ReceiveAsync("accepted");
        client.Abort();

        await using var back = await SocketClient.ResumeAsync(gateway.Server, client.Session, "r1", "r1", "r1");
        Assert.Equal("accepted", State(await back.ReceiveAsync()));
        gateway.OpenGate();
        Assert.Equal("r1", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
        await back.SendAsync(new { type = "ping" });

        Assert.Equal("pong", Type(await back.ReceiveAsync()));
    }

    private static async Task AssertServedAsync(SocketClient client)
    {
        await client.RequestAsync("served", "echo", new { text = "still here" });
        Assert.Equal("served", (await client.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    private static string Type(JsonElement frame) => frame.GetProperty("type").GetString()!;

    private static string State(JsonElement frame) => frame.GetProperty("state").GetString()!;
}
