using Microsoft.Extensions.Options;

namespace Homing.Host;

/// <summary>
/// Which log and which leases: Kafka and Redis, which any number of processes share, or those of this process alone.
/// </summary>
internal static class Storage
{
    private const string Kafka = "Homing:Kafka:BootstrapServers";
    private const string Redis = "Homing:Redis:Configuration";

    /// <summary>Adds both.</summary>
    /// <exception cref="OptionsValidationException">One is shared and the other is not.</exception>
    public static void AddLogAndLeases(this IServiceCollection services, IConfiguration configuration)
    {
        var (kafka, redis) = (configuration.IsSet(Kafka), configuration.IsSet(Redis));
        if (kafka && !redis)
        {
            throw Refuse(
                $"{Redis} is not set, but {Kafka} is '{configuration[Kafka]}': processes that share a log must also share "
                + "their ids, or two gateways take the same. Set both, or neither for a single process.");
        }

        if (redis && !kafka)
        {
            throw Refuse(
                $"{Kafka} is not set, but {Redis} is: ids that processes share are of use only with a log that they share. "
                + "Set both, or neither for a single process.");
        }

        services.AddLog(configuration);
        if (redis)
        {
            services.AddRedisLeases();
        }
        else
        {
            services.AddInProcessLeases();
        }
    }

    /// <summary>Adds the log alone.</summary>
    public static void AddLog(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsShared(configuration))
        {
            services.AddKafkaLog();
        }
        else
        {
            services.AddEmbeddedLog();
        }
    }

    /// <summary>Whether the log is one that processes share.</summary>
    public static bool IsShared(IConfiguration configuration) => configuration.IsSet(Kafka);

    private static bool IsSet(this IConfiguration configuration, string name) => !string.IsNullOrWhiteSpace(configuration[name]);

    private static OptionsValidationException Refuse(string reason) => new("Homing", typeof(Storage), [reason]);
}
