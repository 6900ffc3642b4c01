using Homing.Parking.Http;
using Homing.Parking.Nearby;
using Homing.Roles;
using Homing.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Parking;

/// <summary>Answers <c>parking.nearby</c>, serves the catalogue and takes readings.</summary>
public sealed class ParkingWorkerRole : IRole
{
    /// <inheritdoc/>
    public string Name => "parking-worker";

    /// <inheritdoc/>
    public string Summary => "answers which car parks are near, serves the catalogue, takes readings";

    /// <inheritdoc/>
    public IReadOnlyCollection<OperationDeclaration> Operations => [new(NearbyQuery.Op, Name)];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddParkingAvailability();
        builder.Services.AddHttpJson(ParkingJson.Default);
        builder.Services.AddHomingWorker(Name).Handle<NearbyQuery, NearbyAnswer, NearbyHandler>(
            NearbyQuery.Op, ParkingJson.Default.NearbyQuery, ParkingJson.Default.NearbyAnswer);
    }

    /// <inheritdoc/>
    public void AddChannels(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddParkingChannels();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var parking = endpoints.MapGroup("/api/parking").WithTags("Parking").AnswersProblems();
        parking.MapGet("/lots", LotsEndpoint.Get).WithSummary("The lots with their availability, as GeoJSON").DescribeLots();
        parking.MapPost("/readings", ReadingsEndpoint.PostAsync).WithSummary("Takes one reading or an array of them").DescribeReadings();
    }
}
