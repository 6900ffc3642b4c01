using Homing.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client.</summary>
public static class HomingClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="HomingClient"/> for the whole program, with the program's logging and, if one is registered, its
    /// <see cref="TimeProvider"/>. The container disposes of it.
    /// </summary>
    public static IServiceCollection AddHomingClient(
        this IServiceCollection services, Action<HomingClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new HomingClientOptions();
            options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
            configure(options);
            return new HomingClient(options, provider.GetService<ILogger<HomingClient>>());
        });
        return services;
    }
}
