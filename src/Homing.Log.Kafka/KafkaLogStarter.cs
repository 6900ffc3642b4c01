using Microsoft.Extensions.Hosting;

namespace Homing.Log.Kafka;

/// <summary>Waits for a broker when the host starts, before anything else does.</summary>
internal sealed class KafkaLogStarter : IHostedService
{
    private readonly KafkaLog _log;

    public KafkaLogStarter(KafkaLog log) => _log = log;

    public Task StartAsync(CancellationToken cancellationToken) => _log.ConnectAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
