using Homing.Roles;

namespace Homing.Host;

/// <summary>What is kept in the database rather than in files, as the settings choose. Without them no database is needed.</summary>
internal static class Databases
{
    /// <summary>Adds it; to be called before the roles, which take files for what is not there yet.</summary>
    public static void AddDatabases(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<string> roles)
    {
        if (configuration["Homing:Parking:CatalogueSource"] == DataSources.Database)
        {
            services.AddParkingInPostgres();
        }

        if (configuration["Homing:Deliveries:RouteSource"] == DataSources.Database)
        {
            services.AddDeliveryRoutesInPostgres();
        }

        if (configuration["Homing:Reports:Projection"] == DataSources.Database && roles.Contains("report-trace"))
        {
            services.AddReportProjection();
        }

        if (configuration["Homing:Provider:GameSource"] == DataSources.Database && roles.Contains("reporting-app"))
        {
            services.AddProviderWarehouse();
        }
    }
}
