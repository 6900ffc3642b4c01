using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Homing.Gateway.Answers;
using Homing.Gateway.Connections;
using Homing.Gateway.Tests.Channels;
using Homing.History;
using Homing.Leases;
using Homing.Messages;
using Homing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Gateway.Tests.Answers;

/// <summary>A mailbox with connections whose peers read at once, under a clock that the test turns.</summary>
internal sealed class MailboxKit : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConnectionTable _table = new();
    private readonly ConnectionContext _context;
    private readonly GatewayMetrics _metrics;

    // Connections ask their gateway for no more than its name and their count.
    private readonly Gateway _gateway = new("http://localhost", null!, NullLogger<Gateway>.Instance);

    private MailboxKit(GatewayOptions options)
    {
        _metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        Log = new InMemoryLog(Time);
        Handover = new Handover(Log, _metrics, NoHistory.Instance, Time, NullLogger<Handover>.Instance);
        Mailbox = new Mailbox(_table, Recent, Handover, _metrics, options);
        _context = new ConnectionContext(options, _metrics, Recent, NoHistory.Instance, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>The lease of the gateway that the connections are at.</summary>
    public HeldLease Lease { get; private set; } = null!;

    public InMemoryLog Log { get; }

    public RecentRequests Recent { get; } = new();

    public Handover Handover { get; }

    public Mailbox Mailbox { get; }

    public static async Task<MailboxKit> CreateAsync(GatewayOptions? options = null)
    {
        var kit = new MailboxKit(options ?? new GatewayOptions());
        var keeper = new LeaseKeeper(
            new RefusingLeaseStore(),
            Options.Create(new LeaseOptions()),
            kit.Time,
            new LeaseMetrics(kit._services.GetRequiredService<IMeterFactory>()),
            NullLogger<LeaseKeeper>.Instance);
        kit.Lease = await keeper.AcquireAsync(
            new LeaseHolder("http://localhost"), () => 0, TestContext.Current.CancellationToken);
        return kit;
    }

    public static ResponseMessage Answer(string client, string request, int bytes = 1) => new()
    {
        ClientId = client,
        RequestId = request,
        Op = "echo",
        Epoch = 1,
        IsError = false,
        Content = Encoding.UTF8.GetBytes(new string('7', bytes)),
    };

    public async Task EnsureTopicsAsync() => await Log.EnsureTopicAsync(
        Topics.ClientResponseBroadcastOptions(TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);

    public void Add(string client, string request, int bytes = 1, int seconds = 60) =>
        Mailbox.Add(Answer(client, request, bytes), Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));

    /// <summary>A new connection of the client in place of what it had, as a hello makes it.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="pending">What it waits for; null for whatever there is.</param>
    public Visit Connect(string client, params string[]? pending)
    {
        var socket = new HeldSocket { Reads = true };
        var visit = new Visit(_table, socket, new ClientConnection(
            client,
            _gateway,
            Lease,
            new Outbox(socket, _metrics, Time),
            pending?.Select(id => new PendingReference(id, null)).ToArray(),
            _context));
        _ = _table.Replace(visit.Connection)?.EndAsync();
        Mailbox.SendTo(visit.Connection);
        return visit;
    }

    public void Dispose()
    {
        Handover.Dispose();
        _services.Dispose();
    }

    /// <summary>One connection and what came over it.</summary>
    internal sealed class Visit(ConnectionTable table, HeldSocket socket, ClientConnection connection)
    {
        public ClientConnection Connection => connection;

        /// <summary>The ids of the answers that came, in order.</summary>
        public IReadOnlyList<string> Answers => [.. Frames("response").Select(frame => frame.GetProperty("id").GetString()!)];

        public IEnumerable<JsonElement> Frames(string type) =>
            socket.Frames.Where(frame => frame.GetProperty("type").GetString() == type);

        public bool TryAcknowledge(int seq) => connection.TryAcknowledge(seq);

        /// <summary>The connection ends, as when its socket breaks.</summary>
        public void End()
        {
            table.Remove(connection);
            _ = connection.EndAsync();
        }
    }
}
