using Homing.Doctor;
using Homing.Gateway;
using Homing.Gateway.Answers;
using Homing.Gateway.Channels;
using Homing.Gateway.Connections;
using Homing.Gateway.Direct;
using Homing.Gateway.Doctor;
using Homing.Gateway.Identity;
using Homing.Gateway.Limits;
using Homing.Gateway.Operations;
using Homing.Gateway.Origins;
using Homing.Gateway.Pushes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gateway: where clients connect.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>Adds a gateway; map it with <c>MapHoming</c>. It needs a log and leases.</summary>
    public static IServiceCollection AddHomingGateway(this IServiceCollection services)
    {
        services.AddHomingMessaging();
        services.AddHomingKeys();
        services.AddMetrics();
        services.AddOptionsWithValidateOnStart<GatewayOptions, GatewayOptionsValidator>()
            .BindConfiguration(GatewayOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, AllowedOriginsValidator>());
        services.AddOptionsWithValidateOnStart<LimitOptions, LimitOptionsValidator>()
            .BindConfiguration(LimitOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LimitOptions>, TrustedProxiesValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ForwardedHeadersOptions>, TrustedProxies>());
        services.TryAddSingleton<ClientTickets>();
        services.TryAddSingleton<SpentTickets>();
        services.TryAddSingleton<OriginRule>();
        services.TryAddSingleton<RequestLimits>();
        services.TryAddSingleton<AddressConnections>();
        services.TryAddSingleton<TicketLimit>();
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<GatewayOptions>>().Value);
        services.TryAddSingleton<ConnectionTable>();
        services.TryAddSingleton<Moves>();
        services.TryAddSingleton<ConnectionContext>();
        services.TryAddSingleton<ConnectionWatch>();
        services.TryAddSingleton<RecentRequests>();
        services.TryAddSingleton<Handover>();
        services.TryAddSingleton<Mailbox>();
        services.TryAddSingleton<MailboxReader>();
        services.TryAddSingleton<ResponsePump>();
        services.TryAddSingleton<OrphanAdoption>();
        services.TryAddSingleton<RequestsUnderWay>();
        services.TryAddSingleton<RequestLookup>();
        services.TryAddSingleton<ChannelMetrics>();
        services.TryAddSingleton<ChannelCatalog>();
        services.TryAddSingleton<PushMetrics>();
        services.TryAddSingleton<OpenPushes>();
        services.TryAddSingleton<RequestIntake>();
        services.TryAddSingleton<RequestInquiry>();
        services.TryAddSingleton<SocketSession>();
        services.TryAddSingleton<GatewayServices>();
        services.AddHttpClient(GatewayDrills.HttpClientName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExpectedTopics, GatewayTopics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, OpenFilesCheck>());
        services.TryAddSingleton<GatewayDrills>();
        if (services.All(service => service.ServiceType != typeof(GatewaySet)))
        {
            // Before the gateways: hosted services start one after the other, and are stopped the other way round.
            services.AddHostedService(provider => provider.GetRequiredService<OpenPushes>());
            services.AddHostedService(provider => provider.GetRequiredService<SpentTickets>());
            services.AddSingleton<GatewaySet>();
            services.AddHostedService(provider => provider.GetRequiredService<GatewaySet>());
            services.AddSingleton<IConfigureOptions<KestrelServerOptions>, DirectUpgrade>();
            services.AddHealthChecks().AddCheck<GatewaySet>("gateway", tags: ["ready"])
                .AddCheck<SpentTickets>("tickets", tags: ["ready"]);
        }

        return services;
    }
}
