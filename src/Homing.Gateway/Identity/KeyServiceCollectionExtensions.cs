using Homing.Gateway.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the keys that all processes of a system share.</summary>
public static class KeyServiceCollectionExtensions
{
    /// <summary>
    /// Adds ASP.NET Core Data Protection with its keys in the log, so that a ticket, session, cookie or bearer token of one
    /// process is good at every other. Needs a log. May be called more than once.
    /// </summary>
    /// <returns>The builder, for those who want the keys encrypted at rest.</returns>
    public static IDataProtectionBuilder AddHomingKeys(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(service => service.ServiceType != typeof(KeysInLog)))
        {
            services.TryAddSingleton(TimeProvider.System);
            services.AddOptionsWithValidateOnStart<KeyOptions, KeyOptionsValidator>()
                .BindConfiguration(KeyOptions.SectionName);
            services.AddSingleton<KeysInLog>();

            // Before Data Protection's own service, which only logs it where there are no keys to be had.
            services.AddHostedService(provider => provider.GetRequiredService<KeysInLog>());
            services.AddHealthChecks().AddCheck<KeysInLog>("keys", tags: ["ready"]);
            services.AddOptions<KeyManagementOptions>().Configure<KeysInLog, IOptions<KeyOptions>>((management, keys, options) =>
            {
                management.XmlRepository = keys;
                management.NewKeyLifetime = options.Value.Lifetime;
            });
            services.AddSingleton<XmlKeyManager>();
            services.Replace(ServiceDescriptor.Singleton<IKeyManager, SharedKeyManager>());
        }

        return services.AddDataProtection().SetApplicationName("Homing");
    }
}
