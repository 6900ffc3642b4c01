using Homing.Deliveries;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        services.TryAddSingleton<LiveRoutes>();
        services.TryAddSingleton<IRouteSource, FileRoutes>();
        if (services.All(service => service.ServiceType != typeof(RouteFollower)))
        {
            services.AddSingleton<RouteFollower>();
            services.AddHostedService(provider => provider.GetRequiredService<RouteFollower>());
            services.AddHealthChecks().AddCheck<RouteFollower>("delivery routes", tags: ["ready"]);
        }

        return services;
    }

    /// <summary>The newest ride of each route, read up to now before anything that is added later starts.</summary>
    public static IServiceCollection AddRideBoard(this IServiceCollection services)
    {
        services.AddDeliveryTopics().AddDeliveryRoutes();
        if (services.All(service => service.ServiceType != typeof(RideBoard)))
        {
            services.AddSingleton<RideBoard>();
            services.AddHostedService(provider => provider.GetRequiredService<RideBoard>());
            services.TryAddSingleton<RideRoutes>();
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
