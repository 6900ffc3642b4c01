using Homing.Kafka.MockCluster;

namespace Homing.Log.Kafka.Tests;

/// <summary>Settings that make tests quick; what they promise is the same.</summary>
internal static class TestOptions
{
    public static KafkaLogOptions For(KafkaMockCluster cluster) => For(cluster.BootstrapServers);

    public static KafkaLogOptions For(string servers)
    {
        var options = new KafkaLogOptions
        {
            BootstrapServers = servers,
            SessionTimeout = TimeSpan.FromSeconds(1),
            PositionFlushInterval = TimeSpan.FromMilliseconds(50),
            AppendTimeout = TimeSpan.FromSeconds(10),
            RequestTimeout = TimeSpan.FromSeconds(5),
        };
        // The mock cluster holds back the answer to a fetch that finds nothing, whatever is appended meanwhile.
        options.Client["fetch.wait.max.ms"] = "10";
        return options;
    }
}
