using Confluent.Kafka;
using Homing.Conformance;

namespace Homing.Log.Kafka.Tests;

/// <summary>
/// The contract on the cluster that the environment variable HOMING_TEST_KAFKA names, as <c>host:port,host:port</c>. Its
/// topic <c>t</c> and group <c>g</c> are removed before each test: use one that holds nothing else.
/// </summary>
[Trait("Needs", "kafka")]
public sealed class RealKafkaLogConformanceTests : LogConformance
{
    private static readonly string? Servers = Environment.GetEnvironmentVariable("HOMING_TEST_KAFKA");

    protected override string? KeepsEverything => "Brokers remove segments after minutes, not on demand.";

    protected override string? CompactsNothing => "Brokers compact after minutes, not on demand.";

    protected override async ValueTask<ILog> CreateAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Servers), "HOMING_TEST_KAFKA names no cluster.");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();
        var brokers = admin.GetMetadata(TimeSpan.FromSeconds(15));
        if (brokers.Topics.Exists(topic => topic.Topic == "t"))
        {
            await admin.DeleteTopicsAsync(["t"]);
        }

        foreach (var group in (await admin.ListConsumerGroupsAsync()).Valid.Where(group => group.GroupId == "g"))
        {
            await admin.DeleteGroupsAsync([group.GroupId]);
        }

        while (admin.GetMetadata(TimeSpan.FromSeconds(15)).Topics.Exists(topic => topic.Topic == "t"))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return await OpenAsync((short)Math.Min(3, brokers.Brokers.Count));
    }

    protected override async ValueTask<ILog> ReopenAsync(ILog log)
    {
        await log.DisposeAsync();
        return await OpenAsync(1);
    }

    protected override ValueTask MaintainAsync(ILog log) => ValueTask.CompletedTask;

    private static async Task<ILog> OpenAsync(short replicas)
    {
        var options = TestOptions.For(Servers!);
        options.SessionTimeout = TimeSpan.FromSeconds(6);
        (options.ReplicationFactor, options.MinInSyncReplicas) = (replicas, (short)Math.Max(1, replicas - 1));
        return await KafkaLog.OpenAsync(options, TimeProvider.System, new TestLog());
    }
}
