using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Leases.Redis;

/// <summary>
/// Asks Redis once when the host starts: one that will never let us in is said before anything else starts. One that is
/// away is waited for by those who need it.
/// </summary>
internal sealed partial class RedisLeaseStarter(RedisLeaseStore store, ILogger<RedisLeaseStarter> logger) : IHostedService
{
    private readonly ILogger _logger = logger;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.PingAsync(cancellationToken);
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            LogNotThereYet(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.NotThereYet, LogLevel.Warning, "Redis cannot be asked yet; no id is granted until it can.")]
    private partial void LogNotThereYet(Exception exception);
}
