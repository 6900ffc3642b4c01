using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Homing.Roles;

/// <summary>
/// Keeps what a process has of a source as the source says it. The process is not ready before the first reading; after it, a
/// source that went away changes nothing.
/// </summary>
/// <param name="loaded">Completes with the first reading.</param>
/// <param name="notLoaded">What to say until then.</param>
/// <param name="time">The clock.</param>
public abstract class SourceFollower<T>(Task loaded, string notLoaded, TimeProvider time) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True after the first reading.</summary>
    protected bool IsLoaded => loaded.IsCompleted;

    /// <summary>Returns once the source was read, or after some seconds: then the rest starts, and is not ready.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        try
        {
            var first = await Task.WhenAny(loaded, ExecuteTask!).WaitAsync(Patience, time, cancellationToken);
            await first;
        }
        catch (TimeoutException)
        {
            SayAwaited();
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsLoaded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(notLoaded));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var value in ReadAsync(stoppingToken))
            {
                Take(value);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    /// <summary>What the source says now, and again each time that it may say something else.</summary>
    protected abstract IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes what it says.</summary>
    protected abstract void Take(T value);

    /// <summary>Tells whoever runs the process that the source is waited for.</summary>
    protected abstract void SayAwaited();
}
