using Homing.Conformance;

namespace Homing.Leases.Redis.Tests;

public sealed class RedisLeaseStoreConformanceTests : LeaseStoreConformance, IAsyncLifetime
{
    private readonly Instance _redis = new();

    protected override TimeSpan TimeToLive => Instance.Lifetime;

    public ValueTask InitializeAsync() => _redis.InitializeAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    protected override ValueTask<ILeaseStore> OpenAsync() => _redis.OpenAsync();

    protected override ValueTask<ILeaseStore> RestartAsync() => _redis.RestartAsync();

    protected override ValueTask PassAsync(TimeSpan time) => _redis.PassAsync(time);

    private sealed class Instance : RedisTest
    {
        public static TimeSpan Lifetime => TimeToLive;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await NewSettledStoreAsync();
        }

        public ValueTask<ILeaseStore> OpenAsync() => ValueTask.FromResult<ILeaseStore>(NewStore());

        // Nothing is durable: all that grows over a restart grows with the clock.
        public async ValueTask<ILeaseStore> RestartAsync()
        {
            await Server.KillAsync();
            await Server.RestartAsync();
            return await NewSettledStoreAsync();
        }

        public async ValueTask PassAsync(TimeSpan time) => await Server.PassAsync(time);
    }
}
