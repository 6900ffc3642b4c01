using Homing.Doctor;
using Homing.Postgres.Doctor;
using Homing.Reports.Postgres;
using Homing.Reports.Postgres.Provider;
using Homing.Reports.Provider.App.Games;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the reports keep in the database.</summary>
public static class ReportsPostgresServiceCollectionExtensions
{
    /// <summary>Keeps tables of the reports, to ask about them with SQL.</summary>
    public static IServiceCollection AddReportProjection(this IServiceCollection services)
    {
        services.AddHomingPostgres();
        services.AddSingleton(new ExpectedTables(ReportTables.Migrations, ReportTables.Rights));
        services.AddHostedService<ReportProjection>();
        return services;
    }

    /// <summary>Takes the provider's games from its own database. To be called before the roles are added.</summary>
    public static IServiceCollection AddProviderWarehouse(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<WarehouseOptions, WarehouseOptionsValidator>()
            .BindConfiguration(WarehouseOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IGameWarehouse, Warehouse>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, WarehouseCheck>());
        return services;
    }
}
