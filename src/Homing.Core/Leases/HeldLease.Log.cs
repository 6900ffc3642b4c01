using Microsoft.Extensions.Logging;

namespace Homing.Leases;

public sealed partial class HeldLease
{
    [LoggerMessage(EventIds.LeaseRenewed, LogLevel.Debug, "Renewed id {Id}, epoch {Epoch}.")]
    private partial void LogRenewed(int id, long epoch);

    [LoggerMessage(
        EventIds.LeaseRenewalFailed, LogLevel.Warning,
        "Could not renew id {Id}, epoch {Epoch}; it stays held for another {Remaining}, trying again.")]
    private partial void LogRenewalFailed(Exception exception, int id, long epoch, TimeSpan remaining);

    [LoggerMessage(EventIds.LeaseRefused, LogLevel.Warning, "Lost id {Id}, epoch {Epoch}: the store no longer knows it.")]
    private partial void LogRefused(int id, long epoch);

    [LoggerMessage(
        EventIds.LeaseFenced, LogLevel.Warning,
        "Lost id {Id}, epoch {Epoch}: no renewal that was sent within the last {HoldFor} has succeeded.")]
    private partial void LogFenced(int id, long epoch, TimeSpan holdFor);

    [LoggerMessage(EventIds.LeaseReleased, LogLevel.Information, "Released id {Id}, epoch {Epoch}.")]
    private partial void LogReleased(int id, long epoch);

    [LoggerMessage(
        EventIds.LeaseReleaseFailed, LogLevel.Warning,
        "Could not release id {Id}, epoch {Epoch}; it runs out within {TimeToLive}.")]
    private partial void LogReleaseFailed(Exception exception, int id, long epoch, TimeSpan timeToLive);

    [LoggerMessage(
        EventIds.LeaseLostHandlerFailed, LogLevel.Error,
        "A handler of the loss of id {Id}, epoch {Epoch}, threw.")]
    private partial void LogLostHandlerFailed(Exception exception, int id, long epoch);
}
