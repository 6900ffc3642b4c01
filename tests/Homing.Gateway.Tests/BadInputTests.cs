using System.Net.WebSockets;
using System.Text;
using Homing.Gateway.Identity;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests;

/// <summary>What clients may do wrong: each gets its close code or error, and a bystander notices nothing.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("", 4002)]
    [InlineData("this is not JSON", 4002)]
    [InlineData("{\"type\":\"request\",", 4002)]
    [InlineData("{} {}", 4002)]
    [InlineData("[1,2,3]", 4002)]
    [InlineData("\"text\"", 4002)]
    [InlineData("{}", 4002)]
    [InlineData("{\"type\":null}", 4002)]
    [InlineData("{\"type\":5}", 4002)]
    [InlineData("{\"type\":\"request\",\"id\":5}", 4002)]
    [InlineData("{\"type\":\"request\",\"deadline_ms\":\"soon\"}", 4002)]
    [InlineData("{\"type\":\"ack\",\"seq\":1}", 4002)]
    [InlineData("{\"type\":\"ack\",\"seq\":-1}", 4002)]
    [InlineData("{\"type\":\"ack\"}", 4002)]
    [InlineData("{\"type\":\"ack\",\"seq\":9223372036854775807}", 4002)]
    [InlineData("{\"type\":\"request\",\"id\":\"\\ud800\"}", 4002)]
    [InlineData("{\"type\":\"hello\",\"ticket\":\"again\"}", 4002)]
    public async Task Frame_against_the_protocol_closes_the_connection(string frame, int code)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendTextAsync(frame);

        Assert.Equal(code, await client.ReceiveCloseAsync());
        await AssertServedAsync(bystander);
    }

    [Fact]
    public async Task Binary_frame_closes_with_4002()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendBytesAsync("{\"type\":\"ping\"}"u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal(4002, await client.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(64 * 1024, null)]
    [InlineData((64 * 1024) + 1, 1009)]
    [InlineData(900_000, 1009)]
    public async Task Frame_above_the_limit_closes_with_1009(int size, int? code)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        const string Start = "{\"type\":\"request\",\"id\":\"r1\",\"op\":\"echo\",\"body\":{\"text\":\"", End = "\"}}";

        await client.SendBytesAsync(
            Encoding.UTF8.GetBytes(Start + new string('x', size - Start.Length - End.Length) + End), WebSocketMessageType.Text);

        if (code is null)
        {
            await client.ReceiveAsync("response");
        }
        else
        {
            Assert.Equal(code, await client.ReceiveCloseAsync());
        }

        await AssertServedAsync(bystander);
    }

    [Theory]
    [InlineData("{\"type\":\"dance\"}", "unknown_type", null)]
    [InlineData("{\"type\":\"request\",\"op\":\"echo\"}", "invalid_request", null)]
    [InlineData("{\"type\":\"request\",\"id\":\"\",\"op\":\"echo\"}", "invalid_request", "")]
    [InlineData("{\"type\":\"request\",\"id\":\"r1\"}", "invalid_request", "r1")]
    [InlineData("{\"type\":\"request\",\"id\":\"r1\",\"op\":\"nothing.such\"}", "unknown_op", "r1")]
    [InlineData("{\"type\":\"request\",\"id\":\"r1\",\"op\":\"echo\",\"deadline_ms\":0}", "invalid_request", "r1")]
    [InlineData("{\"type\":\"request\",\"id\":\"r1\",\"op\":\"echo\",\"deadline_ms\":-5}", "invalid_request", "r1")]
    [InlineData("{\"type\":\"request\",\"id\":\"r1\",\"op\":\"echo\",\"deadline_ms\":99999999999}", "invalid_request", "r1")]
    [InlineData("{\"type\":\"subscribe\",\"channel\":\"nothing/such\"}", "unknown_channel", null)]
    public async Task Frame_that_cannot_be_served_is_answered_with_an_error_and_the_connection_lives(
        string frame, string code, string? id)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);

        await client.SendTextAsync(frame);
        var error = await client.ReceiveAsync();

        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.False(error.GetProperty("retry").GetBoolean());
        Assert.Equal(id, error.TryGetProperty("id", out var value) ? value.GetString() : null);
        await AssertServedAsync(client);
    }

    [Theory]
    [InlineData("{\"type\":\"ping\"}", 4002)]
    [InlineData("nonsense", 4002)]
    [InlineData("{\"type\":\"hello\"}", 4001)]
    [InlineData("{\"type\":\"hello\",\"ticket\":\"forged\"}", 4001)]
    [InlineData("{\"type\":\"hello\",\"session\":\"forged\"}", 4001)]
    [InlineData("{\"type\":\"hello\",\"ticket\":\"CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", 4001)]
    public async Task First_frame_that_is_not_a_good_hello_closes(string frame, int code)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendTextAsync(frame);

        Assert.Equal(code, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Ticket_that_has_expired_closes_with_4001()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var earlier = new ClientTickets(
            gateway.Services.GetRequiredService<IDataProtectionProvider>(),
            gateway.Services.GetRequiredService<IOptions<GatewayOptions>>(),
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(3)));
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        await client.SendAsync(new { type = "hello", ticket = earlier.Issue(null).Ticket });

        Assert.Equal(4001, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Ticket_is_no_session_and_a_session_no_ticket()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var honest = await SocketClient.ConnectAsync(gateway.Server);
        await using var first = await SocketClient.OpenAsync(gateway.Server);
        await using var second = await SocketClient.OpenAsync(gateway.Server);

        await first.SendAsync(new { type = "hello", session = await SocketClient.TicketAsync(gateway.Server) });
        await second.SendAsync(new { type = "hello", ticket = honest.Session });

        Assert.Equal(4001, await first.ReceiveCloseAsync());
        Assert.Equal(4001, await second.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Connection_without_a_hello_is_cut_off_and_may_come_back()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            configure: options => options.HelloTimeout = TimeSpan.FromMilliseconds(200));
        await using var client = await SocketClient.OpenAsync(gateway.Server);

        Assert.Equal(4101, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Acks_that_come_twice_or_late_change_nothing()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "1" });
        await client.ReceiveAsync("response");
        await client.RequestAsync("r2", "echo", new { text = "2" });
        await client.ReceiveAsync("response");

        foreach (var seq in new[] { 0, 1, 1, 2, 1, 2 })
        {
            await client.SendAsync(new { type = "ack", seq });
        }

        await AssertServedAsync(client);
        await client.SendAsync(new { type = "ack", seq = 4 });
        Assert.Equal(4002, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Ten_thousand_requests_without_waiting_each_get_an_answer_or_an_error()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        const int Count = 10_000;

        var sending = Task.Run(async () =>
        {
            for (var number = 0; number < Count; number++)
            {
                await client.RequestAsync($"r{number}", "echo", new { text = "x" });
            }
        }, TestContext.Current.CancellationToken);
        var settled = new Dictionary<string, int>();
        while (settled.Count < Count)
        {
            var frame = await client.ReceiveAsync();
            if (frame.GetProperty("type").GetString() is "response" or "error")
            {
                var id = frame.GetProperty("id").GetString()!;
                settled[id] = settled.GetValueOrDefault(id) + 1;
                if (frame.GetProperty("type").GetString() == "error")
                {
                    Assert.Equal("too_many_in_flight", frame.GetProperty("code").GetString());
                    Assert.True(frame.GetProperty("retry").GetBoolean());
                    Assert.True(frame.GetProperty("retry_after_ms").GetInt32() > 0);
                }
            }
        }

        await sending;
        Assert.All(settled.Values, times => Assert.Equal(1, times));
        await AssertServedAsync(bystander);
    }

    [Fact]
    public async Task Client_that_never_reads_is_closed_and_nobody_else_notices()
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options =>
        {
            options.MaxQueuedBytes = 64 * 1024;
            options.MaxInFlight = 1000;
        });
        await using var bystander = await SocketClient.ConnectAsync(gateway.Server);
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        var text = new string('x', 60_000);

        // Far more than every buffer between the two holds; the gateway may cut the connection before all is sent.
        try
        {
            for (var number = 0; number < 500; number++)
            {
                await client.RequestAsync($"r{number}", "echo", new { text });
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Expected where the gateway was quicker.
        }

        await AssertServedAsync(bystander);
        var living = gateway.Services.GetRequiredService<GatewaySet>();
        await living.WaitForConnectionsAsync(1);
    }

    [Fact]
    public async Task Connection_above_the_limit_is_closed_with_4100()
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options => options.MaxConnections = 1);
        await using var first = await SocketClient.ConnectAsync(gateway.Server);
        await using var second = await SocketClient.OpenAsync(gateway.Server);

        Assert.Equal(4100, await second.ReceiveCloseAsync());
        await AssertServedAsync(first);
    }

    private static async Task AssertServedAsync(SocketClient client)
    {
        await client.RequestAsync("served", "echo", new { text = "still here" });
        while (true)
        {
            var response = await client.ReceiveAsync("response");
            if (response.GetProperty("id").GetString() == "served")
            {
                return;
            }
        }
    }
}
