using Homing.Gateway.Connections;
using Homing.Gateway.Tests.Channels;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Gateway.Tests;

public sealed class DrainTests : IDisposable
{
    private const int Clients = 6;
    private const int AStep = 2;

    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionKit[] _kits = [.. Enumerable.Range(0, Clients).Select(_ => new ConnectionKit())];
    private readonly Gateway _gateway = new("http://localhost", null!, NullLogger<Gateway>.Instance);

    public DrainTests() => Array.ForEach(_kits, kit => kit.Socket.Reads = true);

    private int SentAway => _kits.Count(kit => kit.Socket.Frames.Count == 1);

    public void Dispose() => Array.ForEach(_kits, kit => kit.Dispose());

    [Fact]
    public async Task Clients_are_sent_away_at_the_rate_that_the_others_can_take()
    {
        var connections = _kits.Select((kit, number) =>
            new ClientConnection($"c{number}", _gateway, null!, kit.Outbox, pending: [], kit.Context)).ToArray();
        var drain = new Drain(new GatewayOptions { DrainRate = 40, DrainTimeout = TimeSpan.FromMinutes(1) }, _time);

        var draining = drain.RunAsync(() => connections, othersLive: false, TestContext.Current.CancellationToken);
        for (var expected = AStep; expected < Clients; expected += AStep)
        {
            Assert.Equal(expected, SentAway);
            Assert.False(draining.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await GatewaySetWaiting.WaitAsync(() => SentAway > expected, () => $"{SentAway} were sent away");
        }

        await draining;
        Assert.All(_kits, kit => Assert.Equal("goaway", Assert.Single(kit.Socket.Frames).GetProperty("type").GetString()));
    }
}
