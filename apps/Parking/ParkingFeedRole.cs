using Homing.Parking.Feed;
using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Parking;

/// <summary>Replays recorded readings, where no live ones come in.</summary>
public sealed class ParkingFeedRole : IRole
{
    /// <inheritdoc/>
    public string Name => "parking-feed";

    /// <inheritdoc/>
    public string Summary => "replays recorded readings of the car parks";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddParkingCatalogue();
        builder.Services.AddHostedService<ReadingsReplay>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }
}
