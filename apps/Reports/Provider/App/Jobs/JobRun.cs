namespace Homing.Reports.Provider.App.Jobs;

/// <summary>Work on an order that goes on now.</summary>
internal sealed class JobRun : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobRun(CancellationToken stoppingToken) => _stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);

    /// <summary>Ends the work.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The work is over.</summary>
    public void Complete() => _ended.TrySetResult();

    /// <summary>Ends the work; completes when it is over.</summary>
    public async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }

        await _ended.Task;
    }

    public void Dispose() => _stop.Dispose();
}
