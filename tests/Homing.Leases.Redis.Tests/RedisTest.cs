using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Leases.Redis.Tests;

/// <summary>
/// A redis-server and stores on it. Leases live for an hour of the store's time, so that the seconds a busy machine loses
/// change nothing; time passes by <see cref="RedisServer.PassAsync"/>.
/// </summary>
public abstract class RedisTest : IAsyncLifetime
{
    private protected static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);
    private protected static readonly LeaseHolder Holder = new("http://127.0.0.1:8080");
    private protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly System.Diagnostics.Metrics.IMeterFactory Meters = new ServiceCollection().AddMetrics()
        .BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();

    private readonly List<IAsyncDisposable> _owned = [];

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected RedisServer Server { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Server = await StartServerAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected async Task<RedisServer> StartServerAsync(params string[] arguments)
    {
        var server = await RedisServer.StartAsync(arguments);
        _owned.Add(server);
        return server;
    }

    private protected RedisLeaseStore NewStore(
        string? configuration = null, TimeProvider? clock = null, ILogger<RedisLeaseStore>? logger = null, TimeSpan? timeout = null)
    {
        var store = new RedisLeaseStore(
            Options.Create(new RedisOptions
            {
                Configuration = configuration ?? Server.Address,
                Timeout = timeout ?? TimeSpan.FromSeconds(10),
            }),
            Options.Create(new LeaseOptions { TimeToLive = TimeToLive }),
            clock ?? TimeProvider.System,
            Meters,
            logger ?? NullLogger<RedisLeaseStore>.Instance);
        _owned.Add(store);
        return store;
    }

    /// <summary>A store on a Redis whose memory is complete.</summary>
    private protected async Task<RedisLeaseStore> NewSettledStoreAsync()
    {
        var store = NewStore();
        await SettleAsync(store);
        return store;
    }

    private protected async Task SettleAsync(RedisLeaseStore store)
    {
        await store.PingAsync(Cancellation);
        await Server.PassAsync(TimeToLive);
    }

    private protected static LeaseKeeper NewKeeper(ILeaseStore store, TimeProvider clock, ILogger<LeaseKeeper>? logger = null) =>
        new(
            store,
            Options.Create(new LeaseOptions { TimeToLive = TimeToLive }),
            clock,
            new LeaseMetrics(Meters),
            logger ?? NullLogger<LeaseKeeper>.Instance);

    private protected static async Task<Lease> AcquireAsync(RedisLeaseStore store) =>
        await store.AcquireAsync(Holder, TimeToLive, Cancellation);

    private protected static async Task<LeaseRenewal> RenewAsync(RedisLeaseStore store, Lease lease, int connections = 0) =>
        await store.RenewAsync(lease, connections, TimeToLive, Cancellation);

    private protected static async Task<IEnumerable<Lease>> HeldAsync(RedisLeaseStore store) =>
        (await store.ListAsync(Cancellation)).Select(status => status.Lease);

    /// <summary>Whether an id would not be granted now, but waited for.</summary>
    private protected static async Task<TimeSpan> WaitAsync(RedisLeaseStore store)
    {
        var (lease, wait) = await store.TryAcquireAsync(Holder, TimeToLive);
        Assert.Equal(default, lease);
        return wait;
    }
}
