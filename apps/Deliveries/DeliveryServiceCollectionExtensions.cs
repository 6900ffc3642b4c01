using Homing.Doctor;
using Homing.Deliveries;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Roles;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the roles of the deliveries share.</summary>
internal static class DeliveryServiceCollectionExtensions
{
    /// <summary>The settings, and the topics made before anybody needs them.</summary>
    public static IServiceCollection AddDeliveryTopics(this IServiceCollection services)
    {
        services.AddDeliveryOptions();
        services.AddHostedService<DeliveryTopicsStarter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpectedTopics, ExpectedDeliveryTopics>());
        return services;
    }

    /// <summary>The routes.</summary>
    public static IServiceCollection AddDeliveryRoutes(this IServiceCollection services)
    {
        services.AddDeliveryOptions();
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<DeliveryOptions>>().Value;
            return RouteCatalogueReader.ReadFile(ShippedFiles.Locate(options.Routes), options.MaxJumpM);
        });
        services.AddHostedService<RouteAnnouncement>();
        return services;
    }

    /// <summary>The newest ride of each route, read up to now before anything that is added later starts.</summary>
    public static IServiceCollection AddRideBoard(this IServiceCollection services)
    {
        services.AddDeliveryTopics();
        if (services.All(service => service.ServiceType != typeof(RideBoard)))
        {
            services.AddSingleton<RideBoard>();
            services.AddHostedService(provider => provider.GetRequiredService<RideBoard>());
        }

        return services;
    }

    private static void AddDeliveryOptions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<DeliveryOptions, DeliveryOptionsValidator>()
            .BindConfiguration(DeliveryOptions.SectionName);
    }
}
