using Homing.Doctor;
using Homing.Leases;
using Homing.Leases.Redis;
using Homing.Leases.Redis.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the leases in Redis.</summary>
public static class RedisLeaseServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="LeaseKeeper"/> with the leases in Redis. Settings come from the section
    /// <see cref="RedisOptions.SectionName"/> and are checked at start, when Redis is also asked once. May be called more
    /// than once; an <see cref="ILeaseStore"/> that is there already stays.
    /// </summary>
    /// <remarks>
    /// There is no health check on purpose: a gateway is ready while it holds its id, however Redis is, and its own
    /// check says so.
    /// </remarks>
    public static IServiceCollection AddRedisLeases(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(ILeaseStore)))
        {
            return services;
        }

        services.AddLeaseKeeper();
        services.AddOptionsWithValidateOnStart<RedisOptions, RedisOptionsValidator>()
            .BindConfiguration(RedisOptions.SectionName);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisConfigurationValidator>());
        services.AddHttpClient(LeaseHoldersCheck.HttpClientName).RemoveAllLoggers();
        services.TryAddEnumerable(
            [ServiceDescriptor.Singleton<IDoctorCheck, RedisCheck>(), ServiceDescriptor.Singleton<IDoctorCheck, LeaseHoldersCheck>()]);
        services.TryAddSingleton<RedisLeaseStore>();
        services.TryAddSingleton<ILeaseStore>(provider => provider.GetRequiredService<RedisLeaseStore>());

        // Before the other hosted services: the gateways among them wait for an id.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, RedisLeaseStarter>());
        return services;
    }
}
