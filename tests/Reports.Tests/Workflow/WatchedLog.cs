using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Workflow;

/// <summary>The log of a process that can die, which tells when some groups are done with all that is in the log.</summary>
internal sealed class WatchedLog(ILog log, int diesAtAppend = int.MaxValue, bool takesTheLast = false)
    : MortalLog(log, diesAtAppend, takesTheLast)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ILog _log = log;
    private readonly Lock _gate = new();
    private TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the groups are done with all there is (true), or the process has died (false).</summary>
    public async Task<bool> IsDoneAsync(params string[] groups)
    {
        while (true)
        {
            Task stored;
            lock (_gate)
            {
                stored = _stored.Task;
            }

            if (HasDied)
            {
                return false;
            }

            if (await IsAllStoredAsync(groups))
            {
                return true;
            }

            await Task.WhenAny(stored, Death).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    protected override void OnStored()
    {
        lock (_gate)
        {
            _stored.TrySetResult();
            _stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task<bool> IsAllStoredAsync(string[] groups)
    {
        var partitions = (await _log.DescribeTopicAsync(ReportTopics.Events))?.Partitions ?? [];
        foreach (var group in groups)
        {
            for (var partition = 0; partition < partitions.Count; partition++)
            {
                var (start, end) = partitions[partition];
                if (end > start && await _log.GetStoredPositionAsync(ReportTopics.Events, group, partition) != end)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
