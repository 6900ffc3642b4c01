using Homing.Leases;
using Homing.Operations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the live picture of all processes.</summary>
public static class OperationsServiceCollectionExtensions
{
    /// <summary>
    /// Makes this process tell the others how it is, through the log. Who shows the picture adds
    /// <c>AddHomingOperationsView</c> too.
    /// </summary>
    /// <param name="services">Where to add. It needs an <see cref="Homing.Log.ILog"/>.</param>
    /// <param name="roles">The names of the roles that the process runs.</param>
    public static IServiceCollection AddHomingOperations(this IServiceCollection services, IReadOnlyList<string> roles)
    {
        services.AddHomingMessaging();
        services.AddOptionsWithValidateOnStart<OperationsOptions, OperationsOptionsValidator>()
            .BindConfiguration(OperationsOptions.SectionName);
        services.TryAddSingleton<LeaseMetrics>();
        services.TryAddSingleton(new ProcessRoles(roles));
        services.AddHostedService<SnapshotPublisher>();
        return services;
    }
}
