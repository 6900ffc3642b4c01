using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Leases.Redis.Tests;

/// <summary>The leases as a host gets them.</summary>
public sealed class RedisLeaseServiceTests : RedisTest
{
    [Fact]
    public async Task Host_has_the_store_and_the_keeper()
    {
        using var host = NewHost(Server.Address);
        await host.StartAsync(Cancellation);

        var store = Assert.IsType<RedisLeaseStore>(host.Services.GetRequiredService<ILeaseStore>());
        await Server.PassAsync(TimeToLive);
        await using (var held = await host.Services.GetRequiredService<LeaseKeeper>().AcquireAsync(Holder, () => 3, Cancellation))
        {
            Assert.Equal([held.Lease], await HeldAsync(store));
        }

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public void Added_twice_is_added_once()
    {
        var services = new ServiceCollection().AddRedisLeases();
        var count = services.Count;

        Assert.Equal(count, services.AddRedisLeases().Count);
    }

    [Fact]
    public async Task Host_does_not_start_where_redis_does_not_let_it_in()
    {
        var server = await StartServerAsync("--requirepass", "the-secret");
        using var host = NewHost(server.Address + ",password=not-the-secret");

        var error = await Assert.ThrowsAsync<HomingException>(() => host.StartAsync(Cancellation));

        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_starts_where_redis_is_away()
    {
        await Server.KillAsync();
        using var host = NewHost(Server.Address + ",connectTimeout=500");

        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);
    }

    private static IHost NewHost(string configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create("Homing:Redis:Configuration", (string?)configuration),
            KeyValuePair.Create("Homing:Redis:Timeout", (string?)"00:00:10"),
            KeyValuePair.Create("Homing:Leases:TimeToLive", (string?)"00:05:00"),
        ]);
        builder.Services.AddRedisLeases();
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        return builder.Build();
    }
}
