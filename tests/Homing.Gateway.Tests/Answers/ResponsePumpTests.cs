using Homing.Gateway.Answers;
using Homing.Log;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

/// <summary>The position in a response topic: it is passed only where an answer is safe elsewhere, or had.</summary>
public sealed class ResponsePumpTests : IAsyncDisposable
{
    private const string Topic = "client_response_0";
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly InMemoryLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Position_stays_before_an_answer_that_is_not_acknowledged_and_moves_with_the_ack()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");
        await AssertPositionAsync(0);

        await client.SendAsync(new { type = "ack", seq = 1 });

        await WaitForPositionAsync(1);
    }

    [Fact]
    public async Task Answer_that_is_read_again_while_its_client_has_not_acknowledged_it_is_not_lost_when_the_process_dies()
    {
        await using var gateway = await StartAsync();
        await using var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "echo", new { text = "x" });
        await client.ReceiveAsync("response");

        // The group takes the topic from the gateway and gives it back: it reads the answer again.
        _log.Rebalance(Topic, ResponsePump.Group);
        await client.RequestAsync("r2", "echo", new { text = "y" });
        await client.ReceiveAsync("response");
        await _log.AppendAsync(Topic, new LogEntry("c"u8.ToArray(), "not JSON"u8.ToArray()), Token);
        await ReadOneAsync(Topic + ".dead");

        // Whoever reads next, after a crash, starts at the position or at the mailboxes' topic: it is in one of the two.
        if (await _log.GetStoredPositionAsync(Topic, ResponsePump.Group, 0, Token) > 0)
        {
            Assert.Contains("response", await gateway.ReadBroadcastKindsAsync(1).WaitAsync(TimeSpan.FromSeconds(5), Token));
        }
    }

    // The topic is made when something first goes there.
    private async Task ReadOneAsync(string topic)
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = topic, Compacted = true }, Token);
        await using var reader = _log.OpenReader(topic, StartAt.Beginning);
        await reader.ReadAsync(Token);
    }

    private async Task AssertPositionAsync(long position) =>
        Assert.Equal(position, await _log.GetStoredPositionAsync(Topic, ResponsePump.Group, 0, Token) ?? 0);

    private async Task WaitForPositionAsync(long position)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (await _log.GetStoredPositionAsync(Topic, ResponsePump.Group, 0, Token) != position)
        {
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
        }
    }

    private Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(services: services =>
    {
        services.AddSingleton<ILog>(_log);
        services.AddSingleton<IDataProtectionProvider>(_keys);
    });
}
