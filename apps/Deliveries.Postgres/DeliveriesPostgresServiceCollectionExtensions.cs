using Homing.Deliveries.Postgres;
using Homing.Deliveries.Routes;
using Homing.Postgres.Doctor;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the deliveries keep in the database.</summary>
public static class DeliveriesPostgresServiceCollectionExtensions
{
    /// <summary>Takes the routes from the database. To be called before the roles are added.</summary>
    public static IServiceCollection AddDeliveryRoutesInPostgres(this IServiceCollection services)
    {
        services.AddHomingPostgres();
        services.AddSingleton(new ExpectedTables(
            PostgresRoutes.Migrations, new Dictionary<string, string> { ["deliveries.route"] = "select" }, NeedsPostgis: true));
        services.TryAddSingleton<IRouteSource, PostgresRoutes>();
        return services;
    }
}
