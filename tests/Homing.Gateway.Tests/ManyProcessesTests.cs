using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Testing;

namespace Homing.Gateway.Tests;

/// <summary>Clients that go from a gateway of one process to a gateway of another.</summary>
public sealed class ManyProcessesTests : IAsyncLifetime
{
    private readonly SharedState _shared = new();
    private GatewayFixture _one = null!;
    private GatewayFixture _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await GatewayFixture.StartAsync(shared: _shared);
        _other = await GatewayFixture.StartAsync(shared: _shared);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _shared.DisposeAsync();
    }

    [Fact]
    public async Task Newer_connection_at_another_process_takes_over_and_gets_what_was_not_acknowledged()
    {
        await using var older = await SocketClient.ConnectAsync(_one.Server);
        await older.RequestAsync("r1", "echo", new { text = "x" });
        await older.ReceiveAsync("response");

        await using var newer = await SocketClient.ResumeAsync(_other.Server, older.Session, "r1");

        Assert.Equal(4003, await older.ReceiveCloseAsync());
        var answer = await newer.ReceiveAsync("response");
        Assert.Equal(older.ClientId, newer.ClientId);
        Assert.Equal("r1", answer.GetProperty("id").GetString());
        Assert.Equal("x", answer.GetProperty("body").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Answer_finds_a_client_that_has_moved_while_it_was_asked_for()
    {
        await using var older = await SocketClient.ConnectAsync(_one.Server);
        await older.RequestAsync("r1", "wait", new { text = "x" });
        await older.ReceiveAsync("accepted");

        await using var newer = await SocketClient.ResumeAsync(_other.Server, older.Session, "r1");
        Assert.Equal("accepted", (await newer.ReceiveAsync("status")).GetProperty("state").GetString());
        OpenGates();

        Assert.Equal("r1", (await newer.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Client_that_comes_back_the_same_way_is_not_closed_by_the_word_of_its_earlier_move()
    {
        await using var first = await SocketClient.ConnectAsync(_one.Server);
        await using var second = await SocketClient.ResumeAsync(_other.Server, first.Session);
        await using var third = await SocketClient.ResumeAsync(_one.Server, second.Session);
        Assert.Equal(4003, await second.ReceiveCloseAsync());

        // The word of the first move once more, as a log that delivers at least once may bring it.
        var moved = await ReadAsync("client_response_0");
        await _shared.Log.AppendAsync("client_response_0", new LogEntry(default, moved), Token);
        await third.RequestAsync("r1", "echo", new { text = "still here" });

        Assert.Equal("r1", (await third.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Word_of_a_move_that_nobody_can_read_goes_to_the_dead_letters()
    {
        await _shared.Log.AppendAsync(
            "client_response_0", new LogEntry(default, """{"kind":"moved","client_id":"c"}"""u8.ToArray()), Token);
        await using var client = await SocketClient.ConnectAsync(_one.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");

        Assert.Contains("\"moved\"", Encoding.UTF8.GetString(await ReadAsync("client_response_0.dead")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_drains_lets_its_clients_go_first_and_nothing_fails()
    {
        await using var client = await SocketClient.ConnectAsync(_one.Server);
        await client.RequestAsync("r1", "wait", new { text = "x" });
        await client.ReceiveAsync("accepted");

        var stopping = _one.StopAsync();
        await client.ReceiveAsync("goaway");
        await using var elsewhere = await SocketClient.ResumeAsync(_other.Server, client.Session, "r1");
        OpenGates();
        var answer = await elsewhere.ReceiveAsync("response");
        await stopping;

        Assert.Equal("r1", answer.GetProperty("id").GetString());
        Assert.Single(await _shared.Leases.ListAsync(Token));
        await elsewhere.RequestAsync("r2", "echo", new { text = "y" });
        Assert.Equal("r2", (await elsewhere.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Answer_that_comes_after_its_gateway_has_stopped_is_adopted()
    {
        await using var client = await SocketClient.ConnectAsync(_one.Server);
        await using var elsewhere = await SocketClient.ResumeAsync(_other.Server, client.Session);
        await client.ReceiveCloseAsync();
        await _one.StopAsync();

        // As a worker writes it that took the request before the stop.
        await _shared.Log.AppendAsync("client_response_0", new LogEntry(
            Encoding.UTF8.GetBytes(client.ClientId),
            JsonSerializer.SerializeToUtf8Bytes(new
            {
                client_id = client.ClientId,
                request_id = "late",
                op = "echo",
                epoch = 1,
                body = new { text = "x" },
            })), Token);

        await using var back = await SocketClient.ResumeAsync(_other.Server, elsewhere.Session, "late");
        Assert.Equal("late", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Client_that_asks_while_the_log_does_not_answer_is_told_to_come_back_later()
    {
        await using var client = await SocketClient.ConnectAsync(_one.Server);
        _shared.Log.FailDescribe = topic => topic == "client_request"
            ? new LogException(LogError.Unavailable, "no broker answers") : null;

        await using var early = await SocketClient.ResumeAsync(_other.Server, client.Session, "r1");
        Assert.Equal(4100, await early.ReceiveCloseAsync());
        _shared.Log.FailDescribe = null;
        await using var later = await SocketClient.ResumeAsync(_other.Server, early.Session, "r1");

        Assert.Equal("unknown", (await later.ReceiveAsync("status")).GetProperty("state").GetString());
    }

    private void OpenGates()
    {
        _one.OpenGate();
        _other.OpenGate();
    }

    private async Task<byte[]> ReadAsync(string topic)
    {
        while (await _shared.Log.DescribeTopicAsync(topic, Token) is null)
        {
            await Task.Yield();
        }

        await using var reader = _shared.Log.OpenReader(topic, StartAt.Beginning);
        var batch = await reader.ReadAsync(Token);
        return batch.Records.Span[0].Value!.Value.ToArray();
    }
}
