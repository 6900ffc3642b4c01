using Homing.Deliveries.Start;
using Homing.Roles;
using Homing.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Deliveries;

/// <summary>Starts rides, says where they are and were, and shows what can be learned from all of them.</summary>
public sealed class DeliveryBackendRole : IRole
{
    /// <inheritdoc/>
    public string Name => "delivery-backend";

    /// <inheritdoc/>
    public string Summary => "starts rides, says where each is and was, shows what can be learned from them";

    /// <inheritdoc/>
    public IReadOnlyCollection<OperationDeclaration> Operations => [new(StartRequest.Op, Name)];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRideStart(Name);
        builder.Services.AddRideInsights();
        builder.Services.AddRideHistory();
        builder.Services.AddNewestRides();
        builder.Services.AddHttpJson(DeliveryJson.Default);
    }

    /// <inheritdoc/>
    public void AddChannels(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDeliveryChannels();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapDeliveries();
    }
}
