using Homing.Reports.Postgres;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the reports keep in the database.</summary>
public static class ReportsPostgresServiceCollectionExtensions
{
    /// <summary>Keeps tables of the reports, to ask about them with SQL.</summary>
    public static IServiceCollection AddReportProjection(this IServiceCollection services)
    {
        services.AddHomingPostgres();
        services.AddHostedService<ReportProjection>();
        return services;
    }
}
