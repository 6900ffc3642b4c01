using Homing.Gateway.Answers;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Answers;

/// <summary>Looks into the mailbox of a server.</summary>
internal static class MailWaiting
{
    /// <summary>Completes when that many answers wait in the mailbox.</summary>
    public static Task WaitForMailAsync(this GatewayFixture server, int count)
    {
        var mailbox = server.Services.GetRequiredService<Mailbox>();
        return GatewaySetWaiting.WaitAsync(
            () => mailbox.Count == count, () => $"{mailbox.Count} answers wait, not {count}");
    }

    /// <summary>Completes when the answer to that request waits in the mailbox.</summary>
    public static Task WaitForMailAsync(this GatewayFixture server, RequestKey request)
    {
        var mailbox = server.Services.GetRequiredService<Mailbox>();
        return GatewaySetWaiting.WaitAsync(
            () => mailbox.Contains(request), () => $"the answer to {request} does not wait");
    }

    /// <summary>The kinds of what was broadcast, once that many records are there.</summary>
    public static async Task<List<string>> ReadBroadcastKindsAsync(this GatewayFixture server, int atLeast)
    {
        var log = server.Services.GetRequiredService<ILog>();
        await using var reader = log.OpenReader(Topics.ClientResponseBroadcast, StartAt.Beginning);
        var kinds = new List<string>();
        while (kinds.Count < atLeast)
        {
            foreach (var record in (await reader.ReadAsync()).Records.ToArray())
            {
                Assert.True(BroadcastMessage.TryRead(record.Value ?? default, out var message, out var reason), reason);
                kinds.Add(message.Response is null ? "settled" : "response");
            }
        }

        return kinds;
    }
}
