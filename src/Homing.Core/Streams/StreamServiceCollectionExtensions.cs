using Homing.Log;
using Homing.Streams;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds channels that are fed from topics.</summary>
public static class StreamServiceCollectionExtensions
{
    /// <summary>
    /// Adds the channels <c>name/key</c> with the newest state of each key of a topic. For
    /// <see cref="Homing.Roles.IRole.AddChannels"/>. The topic must be there when the process starts.
    /// </summary>
    /// <typeparam name="TFold">What the records mean.</typeparam>
    /// <typeparam name="TState">What is known of a key.</typeparam>
    public static IServiceCollection AddTopicChannel<TFold, TState>(this IServiceCollection services)
        where TFold : class, ITopicFold<TState>
        where TState : class
    {
        services.AddHomingStreams();
        services.TryAddSingleton<TFold>();
        services.TryAddSingleton(provider => new TopicChannel<TState>(
            provider.GetRequiredService<TFold>(),
            provider.GetRequiredService<ILog>(),
            provider.GetRequiredService<StreamMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TopicFeed>>()));
        services.AddSingleton<IChannelSource>(provider => provider.GetRequiredService<TopicChannel<TState>>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TopicChannel<TState>>());
        return services;
    }

    /// <summary>Adds what feeds from topics share.</summary>
    public static IServiceCollection AddHomingStreams(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<StreamMetrics>();
        return services;
    }
}
