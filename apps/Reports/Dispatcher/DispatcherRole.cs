using Homing.Pushes;
using Homing.Reports.Documents;
using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Dispatcher;

/// <summary>Gets what was asked for approved, made by the provider, and fetched.</summary>
public sealed class DispatcherRole : IRole
{
    /// <inheritdoc/>
    public string Name => DispatcherDuty.ServiceName;

    /// <inheritdoc/>
    public string Summary => "gets reports approved, made by the provider, and fetched";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddProviderClient();
        services.AddOptionsWithValidateOnStart<DispatcherOptions, DispatcherOptionsValidator>()
            .BindConfiguration(DispatcherOptions.SectionName);
        services.TryAddSingleton<UserPushes>();
        services.TryAddSingleton<DocumentStore>();
        services.TryAddSingleton<Approval>();
        services.TryAddSingleton<ProviderNews>();
        services.TryAddSingleton<Submission>();
        services.TryAddSingleton<Preparation>();
        services.TryAddSingleton<DocumentFetch>();
        services.TryAddSingleton<Fetching>();
        services.TryAddSingleton<Withdrawal>();
        services.AddReportDuty<DispatcherDuty>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
