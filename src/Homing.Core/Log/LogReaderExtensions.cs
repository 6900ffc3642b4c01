using System.Runtime.CompilerServices;

namespace Homing.Log;

/// <summary>How a loop that must not end reads.</summary>
public static class LogReaderExtensions
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the next batch; a transient error is told, and tried again after a second.</summary>
    /// <param name="reader">The reader, used by this caller alone.</param>
    /// <param name="time">Paces the tries.</param>
    /// <param name="failed">Told each transient error.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The batch, valid until the next read; null once cancelled.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<LogBatch?> ReadPatientlyAsync(
        this ILogReader reader, TimeProvider time, Action<HomingException> failed, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    return await reader.ReadAsync(cancellationToken);
                }
                catch (HomingException exception) when (exception.IsTransient)
                {
                    failed(exception);
                    await Task.Delay(RetryPause, time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
