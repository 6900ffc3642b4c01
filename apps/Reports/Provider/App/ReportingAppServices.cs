using Homing.Doctor;
using Homing.Reports.Provider.App;
using Homing.Reports.Provider.App.Callbacks;
using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Http;
using Homing.Reports.Provider.App.Jobs;
using Homing.Reports.Provider.App.Rendering;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the app of the reporting provider.</summary>
internal static class ReportingAppServices
{
    public static IServiceCollection AddReportingApp(this IServiceCollection services)
    {
        services.AddReportingProvider();
        services.AddSilentClient(CallbackSender.ClientName);
        services.AddSilentClient(DocumentStorage.ClientName);
        services.TryAddSingleton<IGameWarehouse, FileWarehouse>();
        services.TryAddSingleton<PdfRenderer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, BrowserCheck>());
        services.TryAddSingleton<DocumentStorage>();
        services.TryAddSingleton<JobStore>();
        services.TryAddSingleton<ReportWork>();
        services.TryAddSingleton<OrderBook>();
        services.TryAddSingleton<OrderReader>();
        services.TryAddSingleton<CallbackHosts>();

        // Stopped in the opposite order: no call back is begun once the sender has stopped.
        services.TryAddSingleton<CallbackSender>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackSender>());
        services.TryAddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddHostedService<JobSweep>();
        return services;
    }

    // It goes where it was told to go and nowhere else, and keeps nothing of what it was answered.
    private static void AddSilentClient(this IServiceCollection services, string name) =>
        services.AddHttpClient(name)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers();
}
