using Homing.Doctor;
using Homing.Reports;
using Homing.Reports.Workflow;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the services of the reports share.</summary>
internal static class WorkflowServiceCollectionExtensions
{
    /// <summary>Every report there is; read before anything that is added later starts.</summary>
    public static IServiceCollection AddReportLedger(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHomingMessaging();
        services.TryAddSingleton<ReportMetrics>();
        services.AddOptionsWithValidateOnStart<ReportOptions, ReportOptionsValidator>()
            .BindConfiguration(ReportOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpectedTopics, ExpectedReportTopics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, ReportFolderCheck>());
        if (services.All(service => service.ServiceType != typeof(ReportLedger)))
        {
            services.AddSingleton<ReportLedger>();
            services.AddHostedService(provider => provider.GetRequiredService<ReportLedger>());
        }

        return services;
    }

    /// <summary>A service that works on reports.</summary>
    public static IServiceCollection AddReportDuty<TDuty>(this IServiceCollection services)
        where TDuty : class, IReportDuty
    {
        services.AddReportLedger();
        services.TryAddSingleton<TDuty>();
        if (services.All(service => service.ServiceType != typeof(DutyRunner<TDuty>)))
        {
            services.AddSingleton<DutyRunner<TDuty>>();
            services.AddHostedService(provider => provider.GetRequiredService<DutyRunner<TDuty>>());
        }

        return services;
    }
}
