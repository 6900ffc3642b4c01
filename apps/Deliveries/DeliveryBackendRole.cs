using Homing.Roles;
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
    public void AddServices(IHostApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);

    /// <inheritdoc/>
    public void AddChannels(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDeliveryChannels();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
