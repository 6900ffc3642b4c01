using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Homing.Gateway.Answers;
using Homing.Gateway.Channels;
using Homing.Gateway.Connections;
using Homing.History;
using Homing.Streams;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Homing.Gateway.Tests.Channels;

/// <summary>An outbox on a socket that the test reads, under a clock that the test turns.</summary>
internal sealed class ConnectionKit : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public ConnectionKit()
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        Metrics = new GatewayMetrics(Meters);
        Outbox = new Outbox(Socket, Metrics, Time);
        Context = new ConnectionContext(new GatewayOptions(), Metrics, new RecentRequests(), new NoHistory(), Time);
    }

    public IMeterFactory Meters { get; }

    public GatewayMetrics Metrics { get; }

    public ConnectionContext Context { get; }

    public HeldSocket Socket { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public Outbox Outbox { get; }

    public Subscription NewSubscription(string channel = "test") =>
        new(channel, Outbox, new ChannelMetrics(Meters), Time, PipeScheduler.Inline);

    public void Dispose()
    {
        Outbox.Dispose();
        _services.Dispose();
    }

    /// <summary>A watch that only says where it is, and whether it was ended.</summary>
    internal sealed class Watch(long offset = 0, bool recovered = false) : IChannelWatch
    {
        public ChannelPosition Position => new(TestChannels.Epoch, offset);

        public bool Recovered => recovered;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
