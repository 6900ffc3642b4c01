using Homing.Deliveries.Live;
using Homing.Deliveries.Live.Views;
using Homing.Streams;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what tells where rides are now.</summary>
internal static class LiveServiceCollectionExtensions
{
    /// <summary>Where each ride is; reads nothing until somebody needs it, see <see cref="PositionFeed"/>.</summary>
    public static IServiceCollection AddLiveRides(this IServiceCollection services)
    {
        services.AddDeliveryTopics().AddDeliveryRoutes().AddRideBoard().AddHomingStreams().AddHomingMessaging();
        services.TryAddSingleton<LiveMetrics>();
        services.TryAddSingleton<LiveRides>();
        if (services.All(service => service.ServiceType != typeof(PositionFeed)))
        {
            services.AddSingleton<PositionFeed>();
            services.AddHostedService(provider => provider.GetRequiredService<PositionFeed>());
        }

        return services;
    }

    /// <summary>The channels on which rides are watched, for a process that runs a gateway.</summary>
    public static IServiceCollection AddDeliveryChannels(this IServiceCollection services)
    {
        services.AddLiveRides();
        services.TryAddSingleton<RideWatches>();
        services.TryAddSingleton<WatchedViews>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChannelSource, DeliveryChannel>());
        services.AddHostedService<ViewLoop>();
        return services;
    }
}
