using Homing.Parking.Catalogue;
using Homing.Parking.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the parking finder keeps in the database.</summary>
public static class ParkingPostgresServiceCollectionExtensions
{
    /// <summary>Takes the lots from the database. To be called before the roles are added.</summary>
    public static IServiceCollection AddParkingInPostgres(this IServiceCollection services)
    {
        services.AddHomingPostgres();
        services.TryAddSingleton<ICatalogueSource, PostgresCatalogue>();
        return services;
    }
}
