using Homing.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Trigger;

/// <summary>Takes orders for reports and what people decide about them, and shows how each report stands.</summary>
public sealed class ReportTriggerRole : IRole
{
    /// <summary>The name of the service, and the source of its events.</summary>
    public const string Service = "report-trigger";

    /// <inheritdoc/>
    public string Name => Service;

    /// <inheritdoc/>
    public string Summary => "takes orders for reports and decisions about them, shows how each stands";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReportDesk();
        builder.Services.AddHttpJson(TriggerJson.Default);
    }

    /// <inheritdoc/>
    public void AddChannels(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReportChannels();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapReports();
    }
}
