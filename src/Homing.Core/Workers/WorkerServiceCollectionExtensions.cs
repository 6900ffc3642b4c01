using Homing.Doctor;
using Homing.History;
using Homing.Log;
using Homing.Messages;
using Homing.Pushes;
using Homing.Workers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds workers: those who answer.</summary>
public static class WorkerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a group of workers that reads <c>client_request</c> and answers the operations added to what is
    /// returned. Of all processes that have the group, one answers each request.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="group">The group's name; it keeps its position in the log under it.</param>
    public static HomingWorkerBuilder AddHomingWorker(this IServiceCollection services, string group)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        services.AddHomingMessaging();
        services.AddOptionsWithValidateOnStart<WorkerOptions, WorkerOptionsValidator>()
            .BindConfiguration(WorkerOptions.SectionName);
        services.TryAddSingleton<WorkerMetrics>();
        var registration = new WorkerRegistration(group);
        services.AddSingleton<IHostedService>(provider => new RequestWorker(
            registration.Group,
            registration.CreateOperations(provider),
            provider.GetRequiredService<ILog>(),
            provider.GetRequiredService<DeadLetters>(),
            provider.GetRequiredService<OperationCatalog>(),
            provider.GetRequiredService<Cancellations>(),
            provider.GetRequiredService<GroupLags>(),
            provider.GetRequiredService<WorkerMetrics>(),
            provider.GetRequiredService<IHistory>(),
            provider.GetRequiredService<IOptions<MessagingOptions>>().Value,
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RequestWorker>>()));
        return new HomingWorkerBuilder(services, registration);
    }

    /// <summary>Says which group answers an operation where the workers are in other processes.</summary>
    public static IServiceCollection AddHomingOperation(this IServiceCollection services, string op, string group) =>
        services.AddSingleton(new OperationDeclaration(op, group));

    /// <summary>
    /// What gateways and workers share: the catalogue of operations, cancels, pushes, dead letters, lags, the history, the clock.
    /// </summary>
    public static IServiceCollection AddHomingMessaging(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<MessagingMetrics>();
        services.TryAddSingleton<DeadLetters>();
        services.TryAddSingleton<DeadLetterStore>();
        services.TryAddSingleton<OperationCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpectedTopics, MessagingTopics>());
        if (services.All(service => service.ServiceType != typeof(Cancellations)))
        {
            services.AddSingleton<Cancellations>();
            services.AddHostedService(provider => provider.GetRequiredService<Cancellations>());
            services.AddSingleton<GroupLags>();
            services.AddHostedService(provider => provider.GetRequiredService<GroupLags>());
        }

        services.AddHomingHistory();
        services.TryAddSingleton<UserPushes>();
        services.AddOptionsWithValidateOnStart<MessagingOptions, MessagingOptionsValidator>()
            .BindConfiguration(MessagingOptions.SectionName);
        return services;
    }
}
