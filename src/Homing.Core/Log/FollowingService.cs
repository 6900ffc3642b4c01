using Microsoft.Extensions.Hosting;

namespace Homing.Log;

/// <summary>
/// Knows what a whole topic says. Once started it has read what was there, and follows; where it cannot read on, the process stops,
/// since nothing that stands on it would be true.
/// </summary>
public abstract class FollowingService : BackgroundService, IAsyncDisposable
{
    private readonly TopicFollower _follower;

    /// <summary>Follows <paramref name="topic"/> in <paramref name="log"/>.</summary>
    protected FollowingService(ILog log, string topic, TimeProvider time) =>
        _follower = new TopicFollower(log, topic, TakeAsync, SayReadFailed, time);

    /// <summary>Completes when the record at that position has been taken.</summary>
    public Task ReachAsync(LogPosition position, CancellationToken cancellationToken) =>
        _follower.ReachAsync(position, cancellationToken);

    /// <summary>Completes when everything that is in the topic now has been taken.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _follower.CatchUpAsync(cancellationToken);

    /// <summary>Completes when everything that is in the topic now has been taken, and follows from there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _follower.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _follower.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _follower.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes each record, as <see cref="TopicFollower"/> has it.</summary>
    protected abstract ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken);

    /// <summary>Told each transient error of reading or taking; both are tried again.</summary>
    protected abstract void SayReadFailed(HomingException exception);

    /// <summary>Waits for what taking a record brings that was appended here.</summary>
    /// <param name="taken">What it brings.</param>
    /// <param name="notRead">What to say where nothing is read any more, so that it never comes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="LogException">Nothing is read any more.</exception>
    protected async Task<T> HearAsync<T>(Task<T> taken, string notRead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        await Task.WhenAny(taken, _follower.Completion).WaitAsync(cancellationToken);
        return taken.IsCompleted ? await taken : throw new LogException(LogError.Closed, notRead);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _follower.Completion.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
