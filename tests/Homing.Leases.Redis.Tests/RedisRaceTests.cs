using System.Collections.Concurrent;

namespace Homing.Leases.Redis.Tests;

/// <summary>Many stores, each with a connection of its own, at once.</summary>
public sealed class RedisRaceTests : RedisTest
{
    private const int Stores = 12;
    private const int Rounds = 40;

    [Fact]
    public async Task Ids_stay_dense_and_epochs_unique()
    {
        await NewSettledStoreAsync();
        var grants = new ConcurrentBag<Lease>();
        var holders = new ConcurrentDictionary<int, int>();
        var stores = Enumerable.Range(0, Stores).Select(_ => NewStore()).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var lease = await AcquireAsync(store);
                grants.Add(lease);
                Assert.True(holders.TryAdd(lease.Id, lease.Id), $"{lease} is held twice.");
                Assert.Equal(LeaseRenewal.Held, await RenewAsync(store, lease));
                holders.TryRemove(lease.Id, out _);
                await store.ReleaseAsync(lease, Cancellation);
            }
        })));

        Assert.Equal(Stores * Rounds, grants.Select(lease => lease.Epoch).Distinct().Count());
        Assert.All(grants, lease => Assert.InRange(lease.Id, 0, Stores - 1));
        Assert.Contains(grants, lease => lease.Id > 0);
        Assert.Empty(await HeldAsync(stores[0]));
    }
}
