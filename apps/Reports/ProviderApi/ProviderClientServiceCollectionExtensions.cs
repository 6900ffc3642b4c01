using Homing.Doctor;
using Homing.Reports;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what knows the provider and speaks to it.</summary>
internal static class ProviderClientServiceCollectionExtensions
{
    /// <summary>Where the provider is, and which hosts are its own.</summary>
    public static IServiceCollection AddProviderDirectory(this IServiceCollection services)
    {
        services.AddDemoKeys();
        services.AddOptionsWithValidateOnStart<ProviderClientOptions, ProviderClientOptionsValidator>()
            .BindConfiguration(ProviderClientOptions.SectionName);
        services.TryAddSingleton(provider => new OwnAddress(provider.GetRequiredService<IServer>));
        services.TryAddSingleton<ProviderDirectory>();
        return services;
    }

    /// <summary>The client, and the provider's storage for who cleans it up.</summary>
    public static IServiceCollection AddProviderClient(this IServiceCollection services)
    {
        services.AddProviderDirectory();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReportMetrics>();
        services.TryAddSingleton<ProviderClient>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, ProviderCheck>());
        services.TryAddSingleton<IProviderDocuments>(provider => provider.GetRequiredService<ProviderClient>());
        return services;
    }
}
