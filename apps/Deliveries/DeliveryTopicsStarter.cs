using Homing.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Homing.Deliveries;

/// <summary>Makes the topics where they are not there yet, before anybody reads or writes them.</summary>
internal sealed class DeliveryTopicsStarter(ILog log, IOptions<DeliveryOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await log.EnsureSharedTopicAsync(DeliveryTopics.NewDirectionOptions(options.Value), cancellationToken);
        await log.EnsureSharedTopicAsync(DeliveryTopics.NewPositionOptions(options.Value), cancellationToken);
        await log.EnsureSharedTopicAsync(DeliveryTopics.RidesOptions, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
