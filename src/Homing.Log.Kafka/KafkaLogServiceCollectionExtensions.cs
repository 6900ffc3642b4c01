using Homing.Doctor;
using Homing.Log;
using Homing.Log.Kafka;
using Homing.Log.Kafka.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the log on Kafka.</summary>
public static class KafkaLogServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ILog"/> kept by Kafka. Settings come from the section <see cref="KafkaLogOptions.SectionName"/> and
    /// are checked at start, which also waits for a broker to answer. May be called more than once.
    /// </summary>
    public static IServiceCollection AddKafkaLog(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(KafkaLog)))
        {
            return services;
        }

        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<KafkaLogOptions, KafkaLogOptionsValidator>()
            .BindConfiguration(KafkaLogOptions.SectionName);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<KafkaLogOptions>, KafkaLogOptionsRelationsValidator>());
        services.TryAddSingleton<KafkaLogMetrics>();
        services.TryAddSingleton<KafkaSurvey>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IDoctorCheck, KafkaCheck>(),
            ServiceDescriptor.Singleton<IDoctorCheck, KafkaTopicsCheck>(),
            ServiceDescriptor.Singleton<IDoctorCheck, KafkaClockCheck>(),
        ]);
        services.TryAddSingleton(provider => new KafkaLog(
            provider.GetRequiredService<IOptions<KafkaLogOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaLog>>(),
            provider.GetRequiredService<KafkaLogMetrics>()));

        // Before all other hosted services: brokers that cannot be reached are said before anything else starts.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, KafkaLogStarter>());
        services.TryAddSingleton<ILog>(provider => provider.GetRequiredService<KafkaLog>());
        return services;
    }
}
