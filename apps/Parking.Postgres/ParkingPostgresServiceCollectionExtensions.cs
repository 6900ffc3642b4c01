using Homing.Parking.Catalogue;
using Homing.Parking.Postgres;
using Homing.Postgres.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the parking finder keeps in the database.</summary>
public static class ParkingPostgresServiceCollectionExtensions
{
    /// <summary>Takes the lots from the database. To be called before the roles are added.</summary>
    public static IServiceCollection AddParkingInPostgres(this IServiceCollection services)
    {
        services.AddHomingPostgres();
        services.AddSingleton(new ExpectedTables(
            PostgresCatalogue.Migrations, new Dictionary<string, string> { ["parking.lot"] = "select" }, NeedsPostgis: true));
        services.TryAddSingleton<ICatalogueSource, PostgresCatalogue>();
        return services;
    }
}
