using Homing.Log;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

/// <summary>The log of a process that is behind: once it lags it reads nothing more until somebody asks where the topic ends.</summary>
internal sealed class LaggingLog(ILog log) : DelegatingLog(log)
{
    private volatile TaskCompletionSource? _lag;

    public void Lag() => _lag = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async ValueTask<TopicDescription?> DescribeTopicAsync(
        string topic, CancellationToken cancellationToken = default)
    {
        var description = await base.DescribeTopicAsync(topic, cancellationToken);
        _lag?.TrySetResult();
        return description;
    }

    public override ILogReader OpenReader(string topic, StartAt start, IReadOnlyCollection<int>? partitions = null) =>
        new Reader(this, base.OpenReader(topic, start, partitions));

    private sealed class Reader(LaggingLog log, ILogReader reader) : ILogReader
    {
        public async ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default)
        {
            var batch = await reader.ReadAsync(cancellationToken);
            await (log._lag?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
            return batch;
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
