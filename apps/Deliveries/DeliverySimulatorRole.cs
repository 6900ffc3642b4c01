using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Deliveries;

/// <summary>Drives rides along their routes, where no real ones move.</summary>
public sealed class DeliverySimulatorRole : IRole
{
    /// <inheritdoc/>
    public string Name => "delivery-simulator";

    /// <inheritdoc/>
    public string Summary => "drives rides along their routes and tells their positions";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDeliverySimulator();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
