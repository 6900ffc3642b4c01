using Homing.Leases;
using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Answers;

/// <summary>
/// Looks after response topics whose gateway is gone: what stands there is handed over to the mailboxes. The process with
/// the smallest living id does it; where two believe that they are it, an answer is handed over twice and taken in once.
/// </summary>
internal sealed partial class OrphanAdoption(
    ILog log, ILeaseStore leases, ResponsePump pump, TimeProvider time, ILogger<OrphanAdoption> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    /// <summary>Looks again and again until cancelled.</summary>
    public async Task RunAsync(Func<Lease, bool> isOurs, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await AdoptAsync(isOurs, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    /// <summary>Looks once.</summary>
    public async Task AdoptAsync(Func<Lease, bool> isOurs, CancellationToken cancellationToken)
    {
        var living = await leases.ListAsync(cancellationToken);
        if (living.Count == 0 || !isOurs(living[0].Lease))
        {
            return;
        }

        var ids = living.Select(status => status.Lease.Id).ToHashSet();
        foreach (var topic in await log.ListTopicsAsync(cancellationToken))
        {
            if (Topics.TryParseClientResponse(topic, out var id) && !ids.Contains(id))
            {
                await pump.AdoptAsync(id, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventIds.AdoptionFailed, LogLevel.Warning, "Could not look for answers of gateways that are gone")]
    private partial void LogFailed(Exception exception);
}
