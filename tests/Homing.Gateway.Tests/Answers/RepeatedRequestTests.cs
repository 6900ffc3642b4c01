using Homing.Gateway.Connections;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

/// <summary>A request that its client sends again, at the wrong moment.</summary>
public sealed class RepeatedRequestTests : IAsyncDisposable
{
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly InMemoryLog _log = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Request_whose_answer_was_sent_from_the_mailbox_already_is_not_waited_for_again()
    {
        await using var gateway = await StartAsync();
        var session = await AskAndVanishAsync(gateway);
        gateway.OpenGate();
        await gateway.WaitForMailAsync(1);
        await using var back = await SocketClient.ResumeAsync(gateway.Server, session, "r1");
        await back.ReceiveAsync("response");

        await back.RequestAsync("r1", "wait", new { text = "x" });
        await back.SendAsync(new { type = "ping" });
        await back.ReceiveAsync("pong");

        Assert.Null(Connection(gateway, back).Find("r1"));
    }

    [Fact]
    public async Task Answer_that_comes_while_the_repeated_request_cannot_be_stored_is_sent_and_not_thrown_away()
    {
        await using var gateway = await StartAsync();
        var session = await AskAndVanishAsync(gateway);
        await using var back = await SocketClient.ResumeAsync(gateway.Server, session);
        var appending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeAppend = topic => topic == Topics.ClientRequest ? appending.Task : Task.CompletedTask;
        _log.FailAppend = topic => topic == Topics.ClientRequest ? new LogException(LogError.Full, "The disk is full.") : null;

        await back.RequestAsync("r1", "wait", new { text = "again" });
        await back.SendAsync(new { type = "ping" });
        await back.ReceiveAsync("pong");
        var connection = Connection(gateway, back);
        gateway.OpenGate();
        await GatewaySetWaiting.WaitAsync(() => connection.Find("r1")?.Held is not null, () => "no answer came");
        appending.SetResult();
        var frame = await back.ReceiveAsync();

        Assert.Equal("response", frame.GetProperty("type").GetString());
        Assert.Equal("x", frame.GetProperty("body").GetProperty("text").GetString());
    }

    private static ClientConnection Connection(GatewayFixture gateway, SocketClient client)
    {
        Assert.True(gateway.Services.GetRequiredService<ConnectionTable>().TryGet(client.ClientId, out var connection));
        return connection!;
    }

    private static async Task<string> AskAndVanishAsync(GatewayFixture gateway)
    {
        var client = await SocketClient.ConnectAsync(gateway.Server);
        await client.RequestAsync("r1", "wait", new { text = "x" });
        await client.ReceiveAsync("accepted");
        client.Abort();
        await gateway.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
        return client.Session;
    }

    private Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(services: services =>
    {
        services.AddSingleton<ILog>(_log);
        services.AddSingleton<IDataProtectionProvider>(_keys);
    });
}
