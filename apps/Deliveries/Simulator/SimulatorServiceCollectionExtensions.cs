using Homing.Deliveries.Simulator;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the simulator.</summary>
internal static class SimulatorServiceCollectionExtensions
{
    public static IServiceCollection AddDeliverySimulator(this IServiceCollection services)
    {
        services.AddHomingMessaging().AddDeliveryRoutes().AddRideBoard();
        services.TryAddSingleton<SimulatorMetrics>();
        services.TryAddSingleton<PatientLog>();
        services.TryAddSingleton<RideWriter>();
        services.TryAddSingleton<RideDispatcher>();
        services.AddHostedService<DirectionReader>();
        return services;
    }
}
