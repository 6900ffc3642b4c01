using Homing.Doctor;
using Homing.Log;
using Homing.Log.Embedded;
using Homing.Log.Embedded.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the embedded log.</summary>
public static class EmbeddedLogServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ILog"/> kept in files by this process. Settings come from the section
    /// <see cref="EmbeddedLogOptions.SectionName"/> and are checked at start, when the log is also opened. May be called more than once.
    /// </summary>
    public static IServiceCollection AddEmbeddedLog(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(EmbeddedLog)))
        {
            return services;
        }

        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<EmbeddedLogOptions, EmbeddedLogOptionsValidator>()
            .BindConfiguration(EmbeddedLogOptions.SectionName);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<EmbeddedLogOptions>, EmbeddedLogOptionsRelationsValidator>());
        services.TryAddSingleton<LogMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, LogFolderCheck>());
        services.TryAddSingleton(provider => EmbeddedLog.Open(
            provider.GetRequiredService<IOptions<EmbeddedLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddedLog>>(),
            provider.GetRequiredService<LogMetrics>()));

        // Before all other hosted services: a folder that cannot be used is said before anything else starts.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, EmbeddedLogStarter>());
        services.TryAddSingleton<ILog>(provider => provider.GetRequiredService<EmbeddedLog>());
        return services;
    }
}
