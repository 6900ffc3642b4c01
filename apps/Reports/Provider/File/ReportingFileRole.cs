using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Provider.File;

/// <summary>Keeps the documents of the reporting provider and hands them out.</summary>
public sealed class ReportingFileRole : IRole
{
    /// <inheritdoc/>
    public string Name => "reporting-file";

    /// <inheritdoc/>
    public string Summary => "keeps the documents of the reporting provider and hands them out";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReportingProvider();
        builder.Services.TryAddSingleton<DocumentFiles>();
        builder.Services.AddHostedService<DocumentSweep>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapProviderDocuments();
    }
}
