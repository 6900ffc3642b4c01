using Homing.Conformance;
using Homing.Kafka.MockCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Log.Kafka.Tests;

/// <summary>The contract on three brokers of the mock cluster.</summary>
public sealed class KafkaLogConformanceTests : LogConformance
{
    private readonly KafkaMockCluster _cluster = KafkaMockCluster.Start();

    protected override string? KeepsEverything => "The mock cluster has neither retention by age nor compaction.";

    protected override string? CompactsNothing => KeepsEverything;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _cluster.Dispose();
    }

    protected override async ValueTask<ILog> CreateAsync() => new MockTopics(
        _cluster, await KafkaLog.OpenAsync(TestOptions.For(_cluster), TimeProvider.System, NullLogger.Instance));

    protected override async ValueTask<ILog> ReopenAsync(ILog log)
    {
        await log.DisposeAsync();
        return await CreateAsync();
    }

    protected override ValueTask MaintainAsync(ILog log) => ValueTask.CompletedTask;
}
