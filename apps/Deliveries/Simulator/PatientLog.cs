using Homing.Log;
using Microsoft.Extensions.Logging;

namespace Homing.Deliveries.Simulator;

/// <summary>Does what has to be done to the log, however long that takes: it is tried again with growing pauses.</summary>
internal sealed partial class PatientLog(TimeProvider time, ILogger<PatientLog> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Completes when it is done; throws only once the log is closed or the token is cancelled.</summary>
    public async ValueTask<T> DoAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await work(cancellationToken);
            }
            catch (HomingException exception) when (exception is not LogException { Error: LogError.Closed })
            {
                LogFailed(exception, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventIds.AppendFailed, LogLevel.Warning, "The log did not take what the simulator decided; trying again in {Seconds} s")]
    private partial void LogFailed(Exception exception, double seconds);
}
