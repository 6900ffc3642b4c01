using Homing.Leases;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the leases.</summary>
public static class LeaseServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="LeaseKeeper"/> and the settings, without a store: for those who bring an
    /// <see cref="ILeaseStore"/> of their own. May be called more than once.
    /// </summary>
    public static IServiceCollection AddLeaseKeeper(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        services.AddLogging();
        services.AddOptionsWithValidateOnStart<LeaseOptions>().BindConfiguration(LeaseOptions.SectionName);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LeaseOptions>, LeaseOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LeaseOptions>, LeaseOptionsCustomValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LeaseMetrics>();
        services.TryAddSingleton<LeaseKeeper>();
        return services;
    }

    /// <summary>
    /// Adds <see cref="LeaseKeeper"/> with the leases of one process. Needs an <see cref="Homing.Log.ILog"/>. May be
    /// called more than once; a store that is there already stays.
    /// </summary>
    public static IServiceCollection AddInProcessLeases(this IServiceCollection services)
    {
        services.AddLeaseKeeper();
        services.TryAddSingleton<ILeaseStore, InProcessLeaseStore>();
        return services;
    }
}
