using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries;

/// <summary>Makes the topics where they are not there yet, before anybody reads or writes them.</summary>
internal sealed class DeliveryTopicsStarter(ILog log, IOptions<DeliveryOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(DeliveryTopics.NewDirectionOptions(options.Value), cancellationToken);
        await EnsureAsync(DeliveryTopics.NewPositionOptions(options.Value), cancellationToken);
        await EnsureAsync(DeliveryTopics.RidesOptions, cancellationToken);
    }

    // Others write here too, and may have made the topics before us: any number of partitions will do.
    private async ValueTask EnsureAsync(TopicOptions topic, CancellationToken cancellationToken)
    {
        var partitions = (await log.DescribeTopicAsync(topic.Name, cancellationToken))?.Partitions.Count;
        await log.EnsureTopicAsync(topic with { Partitions = partitions ?? topic.Partitions }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
