using Homing.Reports;
using Homing.Reports.Documents;
using Homing.Reports.Trigger;
using Homing.Reports.Trigger.Watching;
using Homing.Streams;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the trigger needs.</summary>
internal static class TriggerServiceCollectionExtensions
{
    /// <summary>The service itself.</summary>
    public static IServiceCollection AddReportDesk(this IServiceCollection services)
    {
        services.AddReportLedger();
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<TriggerOptions, TriggerOptionsValidator>()
            .BindConfiguration(TriggerOptions.SectionName);
        services.TryAddSingleton<ReportMetrics>();
        services.AddDataProtection();
        services.TryAddSingleton<DocumentStore>();
        services.TryAddSingleton<DocumentLinks>();
        services.TryAddSingleton<ReportDesk>();
        return services;
    }

    /// <summary>The channels of the reports, in a process with a gateway.</summary>
    public static IServiceCollection AddReportChannels(this IServiceCollection services)
    {
        services.AddReportLedger();
        services.AddSingleton<IChannelSource, ReportChannels>();
        return services;
    }
}
