using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Provider.App;

/// <summary>Takes orders for reports, makes the documents, and calls back.</summary>
public sealed class ReportingAppRole : IRole
{
    /// <inheritdoc/>
    public string Name => "reporting-app";

    /// <inheritdoc/>
    public string Summary => "the reporting provider: takes orders over HTTP, makes the documents, calls back";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReportingApp();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapProviderOrders();
    }
}
