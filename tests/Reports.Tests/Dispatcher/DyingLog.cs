using Homing.Log;
using Homing.Testing;

namespace Homing.Reports.Tests.Dispatcher;

/// <summary>
/// The log of a process that dies at one of its appends: before the record is durable, or after, when nobody was told. From
/// then on nothing it does has an effect.
/// </summary>
internal sealed class DyingLog(ILog log, int dieAt, bool isAfter) : DelegatingLog(log)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _appends;

    /// <summary>Completes when the process has died.</summary>
    public Task Died => _died.Task;

    /// <summary>The appends that there were.</summary>
    public int Appends => Volatile.Read(ref _appends);

    public override async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        var number = Interlocked.Increment(ref _appends);
        if (number == dieAt && isAfter)
        {
            await base.AppendAsync(topic, entry, CancellationToken.None);
        }

        if (number < dieAt)
        {
            return await base.AppendAsync(topic, entry, cancellationToken);
        }

        _died.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("The dead do not go on.");
    }
}
