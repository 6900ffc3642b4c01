using Homing.Deliveries;
using Homing.Deliveries.History;
using Homing.Deliveries.Http;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Start;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the backend of the deliveries is made of.</summary>
internal static class DeliveryBackendServices
{
    /// <summary>Starts rides, from HTTP and from the socket.</summary>
    public static IServiceCollection AddRideStart(this IServiceCollection services, string group)
    {
        services.AddDeliveryRoutes().AddRideBoard();
        services.TryAddSingleton<DeliveryMetrics>();
        services.TryAddSingleton<RideStarter>();
        services.AddHomingWorker(group).Handle<StartRequest, StartedRide, StartHandler>(
            StartRequest.Op, DeliveryJson.Default.StartRequest, DeliveryJson.Default.StartedRide);
        return services;
    }

    /// <summary>Counts all positions, and sets aside what is none.</summary>
    public static IServiceCollection AddRideInsights(this IServiceCollection services)
    {
        services.AddDeliveryTopics().AddHomingMessaging();
        services.TryAddSingleton<DeliveryMetrics>();
        services.TryAddSingleton(provider => new RideInsights(
            InsightLimits.Of(provider.GetRequiredService<IOptions<DeliveryOptions>>().Value)));
        if (services.All(service => service.ServiceType != typeof(InsightsReader)))
        {
            services.AddSingleton<InsightsReader>();
            services.AddHostedService(provider => provider.GetRequiredService<InsightsReader>());
        }

        services.AddHostedService<InvalidPositions>();
        return services;
    }

    /// <summary>Reads the tracks of rides out of the log.</summary>
    public static IServiceCollection AddRideHistory(this IServiceCollection services)
    {
        services.AddRideBoard().AddRideInsights();
        services.TryAddSingleton<RideDirectory>();
        services.TryAddSingleton<TrackReader>();
        return services;
    }

    /// <summary>Knows the newest ride of each route.</summary>
    public static IServiceCollection AddNewestRides(this IServiceCollection services)
    {
        services.AddLiveRides().AddRideInsights();
        if (services.All(service => service.ServiceType != typeof(NewestRides)))
        {
            services.AddSingleton<NewestRides>();
            services.AddHostedService(provider => provider.GetRequiredService<NewestRides>());
        }

        return services;
    }
}
