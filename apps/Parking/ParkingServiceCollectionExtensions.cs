using Homing.Doctor;
using Homing.Parking;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Feed;
using Homing.Parking.Watching;
using Homing.Roles;
using Homing.Streams;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the roles of the parking finder share.</summary>
internal static class ParkingServiceCollectionExtensions
{
    public static IServiceCollection AddParkingCatalogue(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<ParkingOptions, ParkingOptionsValidator>()
            .BindConfiguration(ParkingOptions.SectionName);
        services.TryAddSingleton<LiveCatalogue>();
        services.TryAddSingleton<ICatalogueSource, FileCatalogue>();
        if (services.All(service => service.ServiceType != typeof(CatalogueFollower)))
        {
            services.AddSingleton<CatalogueFollower>();
            services.AddHostedService(provider => provider.GetRequiredService<CatalogueFollower>());
            services.AddHealthChecks().AddCheck<CatalogueFollower>("parking catalogue", tags: ["ready"]);
        }

        return services;
    }

    public static IServiceCollection AddParkingAvailability(this IServiceCollection services)
    {
        services.AddParkingCatalogue().AddHomingMessaging();
        services.TryAddSingleton(provider => PlaceholderLots.Derive(
            ReadingsFile.Read(
                ShippedFiles.Locate(provider.GetRequiredService<IOptions<ParkingOptions>>().Value.Readings)).Readings));
        services.TryAddSingleton<AvailabilityBoard>();
        services.TryAddSingleton<ParkingMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpectedTopics, ParkingTopics>());
        services.AddHostedService<AvailabilityReader>();
        return services;
    }

    public static IServiceCollection AddParkingChannels(this IServiceCollection services)
    {
        services.AddParkingAvailability();
        services.TryAddSingleton<WatchedLists>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChannelSource, NearbyChannel>());
        services.AddHostedService<WatchLoop>();
        return services;
    }
}
