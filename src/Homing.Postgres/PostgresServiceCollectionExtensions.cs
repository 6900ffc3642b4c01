using Homing.Doctor;
using Homing.Postgres;
using Homing.Postgres.Doctor;
using Homing.Postgres.Following;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the database of ours.</summary>
public static class PostgresServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="PostgresDatabase"/> and <see cref="TableFollower"/>, with the settings of <see cref="PostgresOptions"/>. May be
    /// called more than once.
    /// </summary>
    public static IServiceCollection AddHomingPostgres(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<PostgresOptions, PostgresOptionsValidator>()
            .BindConfiguration(PostgresOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new PostgresDatabase(
            provider.GetRequiredService<IOptions<PostgresOptions>>().Value.ConnectionString,
            $"{PostgresOptions.SectionName}:{nameof(PostgresOptions.ConnectionString)}"));
        services.TryAddSingleton<PostgresMetrics>();
        services.TryAddSingleton<TableFollower>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDoctorCheck, PostgresCheck>());
        return services;
    }
}
