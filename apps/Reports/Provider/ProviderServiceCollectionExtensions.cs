using Homing.Doctor;
using Homing.Reports.Provider;
using Homing.Reports.ProviderApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what both roles of the reporting provider share.</summary>
internal static class ProviderServiceCollectionExtensions
{
    public static IServiceCollection AddReportingProvider(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ProviderOptions, ProviderOptionsValidator>()
            .BindConfiguration(ProviderOptions.SectionName);
        services.AddDemoKeys();
        services.AddHttpJson(ProviderJson.Default);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderKeys>();
        services.TryAddSingleton<ProviderMetrics>();
        services.TryAddSingleton(provider => new OwnAddress(provider.GetRequiredService<IServer>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, ProviderFolderCheck>());
        return services;
    }
}
