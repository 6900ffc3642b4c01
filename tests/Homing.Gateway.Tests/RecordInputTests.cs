using System.Text;
using Homing.Gateway.Answers;
using Homing.Gateway.Tests.Answers;
using Homing.Log;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests;

/// <summary>What others may write into the topics that gateways read: nothing of it is lost, and nothing blocks.</summary>
public sealed class RecordInputTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string?> NotValid => new()
    {
        { Topics.ClientResponseBroadcast, "not JSON" },
        { Topics.ClientResponseBroadcast, "{}" },
        { Topics.ClientResponseBroadcast, """{"kind":"other","client_id":"c","request_id":"r"}""" },
        { Topics.ClientResponseBroadcast, """{"kind":"settled","client_id":"c"}""" },
        { Topics.ClientResponseBroadcast, """{"kind":"response","client_id":"c","request_id":"r","op":"o","epoch":1}""" },
        { Topics.ClientResponseBroadcast, null },
        { Topics.ClientCancel, "not JSON" },
        { Topics.ClientCancel, """{"client_id":"c","request_id":"r"}""" },
        { Topics.ClientCancel, """{"client_id":"c","request_id":"r","deadline":"soon"}""" },
        { Topics.ClientCancel, null },
        { Topics.UserPush, "not JSON" },
        { Topics.UserPush, """{"push_id":"p1"}""" },
        { "client_response_0", "not JSON" },
        { "client_response_0", """{"client_id":"c","request_id":"r","op":"o","epoch":1}""" },
        { "client_response_0", null },
    };

    [Theory]
    [MemberData(nameof(NotValid))]
    public async Task Value_that_is_not_valid_goes_to_the_dead_letters_and_blocks_nothing(string topic, string? value)
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var log = gateway.Services.GetRequiredService<ILog>();
        var client = await SocketClient.ConnectAsync(gateway.Server);

        await AppendAsync(log, topic, "somebody", value);
        var (dead, reason) = await ReadOneAsync(log, topic + ".dead");

        Assert.Equal(value ?? "", dead);
        Assert.NotEmpty(reason);

        // What comes behind it, in the same topics, is served: a cancel, and an answer that goes through the mailbox.
        await client.RequestAsync("taken-back", "stuck", new { text = "x" });
        await client.ReceiveAsync("accepted");
        await client.SendAsync(new { type = "cancel", id = "taken-back" });
        Assert.Equal("cancelled", (await client.ReceiveAsync("status")).GetProperty("state").GetString());
        await client.RequestAsync("r1", "wait", new { text = "x" });
        await client.ReceiveAsync("accepted");
        client.Abort();
        await gateway.Services.GetRequiredService<GatewaySet>().WaitForConnectionsAsync(0);
        gateway.OpenGate();
        await gateway.WaitForMailAsync(1);
        await using var back = await SocketClient.ResumeAsync(gateway.Server, client.Session, "r1");
        Assert.Equal("r1", (await back.ReceiveAsync("response")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Answer_to_a_client_that_never_was_waits_in_the_mailbox_until_its_time_is_over()
    {
        await using var gateway = await GatewayFixture.StartAsync(configure: options => options.ResumeTtl = TimeSpan.FromSeconds(2));
        var lease = gateway.Services.GetRequiredService<GatewaySet>().All[0].Lease!.Lease;

        await AppendAsync(
            gateway.Services.GetRequiredService<ILog>(),
            Topics.ClientResponse(lease.Id),
            "nobody",
            $$"""{"client_id":"nobody","request_id":"r1","op":"echo","epoch":{{lease.Epoch}},"body":1}""");

        await gateway.WaitForMailAsync(1);
        await gateway.WaitForMailAsync(0);
        Assert.Equal(0, gateway.Services.GetRequiredService<Mailbox>().Bytes);
    }

    private static async Task AppendAsync(ILog log, string topic, string key, string? value) => await log.AppendAsync(
        topic, new LogEntry(Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value)), Token);

    // The topic is made when something first goes there.
    private static async Task<(string Value, string Reason)> ReadOneAsync(ILog log, string topic)
    {
        await log.EnsureTopicAsync(new TopicOptions { Name = topic, Compacted = true }, Token);
        await using var reader = log.OpenReader(topic, StartAt.Beginning);
        var record = (await reader.ReadAsync(Token)).Records.Span[0];
        return (Encoding.UTF8.GetString(record.Value!.Value.Span),
            record.Headers.TryGet(DeadLetters.ReasonHeader, out var reason) ? Encoding.UTF8.GetString(reason.Span) : "");
    }
}
