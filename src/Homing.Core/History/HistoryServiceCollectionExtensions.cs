using Homing.History;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the history of requests.</summary>
public static class HistoryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IHistory"/>: a file of this process in the folder that the settings name, or nothing where they
    /// name none. May be called more than once.
    /// </summary>
    public static IServiceCollection AddHomingHistory(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<HistoryOptions>().BindConfiguration(HistoryOptions.SectionName);
        services.TryAddSingleton<IHistory>(provider =>
            provider.GetRequiredService<IOptions<HistoryOptions>>().Value.Directory is { Length: > 0 } directory
                ? HistoryFile.Create(
                    directory,
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<HistoryFile>>())
                : NoHistory.Instance);
        return services;
    }
}
