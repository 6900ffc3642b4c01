using Homing.Reports.ProviderApi;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the keys of a demo.</summary>
internal static class DemoKeysServiceCollectionExtensions
{
    /// <summary>The file is read, or made, when a key of it is asked for first.</summary>
    public static IServiceCollection AddDemoKeys(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DemoKeysOptions, DemoKeysOptionsValidator>()
            .BindConfiguration(DemoKeysOptions.SectionName);
        services.TryAddSingleton<DemoKeys>();
        return services;
    }
}
