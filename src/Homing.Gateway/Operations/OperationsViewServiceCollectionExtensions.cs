using Homing.Gateway.Operations;
using Homing.Operations;
using Homing.Streams;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what shows the live picture of all processes.</summary>
public static class OperationsViewServiceCollectionExtensions
{
    /// <summary>
    /// Lets the gateways of this process show the picture that <c>AddHomingOperations</c> gathers; map it with
    /// <c>MapHomingOperations</c>. May be called more than once.
    /// </summary>
    public static IServiceCollection AddHomingOperationsView(this IServiceCollection services)
    {
        services.TryAddSingleton<OperationsAccess>();
        services.TryAddSingleton<OperationsBoard>();
        services.TryAddSingleton<OperationsChannel>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChannelSource, OperationsChannel>(
            provider => provider.GetRequiredService<OperationsChannel>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISnapshotPart, GatewaySnapshots>());
        services.AddHostedService<OperationsReader>();
        return services;
    }
}
