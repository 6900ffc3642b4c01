using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Testing;

namespace Homing.Reports.Tests.Trace;

/// <summary>The log as a process that may die has it.</summary>
internal sealed class MortalLog(ILog log, Mortality mortality) : DelegatingLog(log)
{
    public override async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        // Keys are made before it has begun.
        if (topic is not (ReportTopics.Events or Topics.UserPush))
        {
            return await base.AppendAsync(topic, entry, cancellationToken);
        }

        await mortality.PassAsync($"before {topic}");
        var position = await base.AppendAsync(topic, entry, cancellationToken);
        await mortality.PassAsync($"after {topic}");
        return position;
    }

    public override ILogGroupReader OpenGroupReader(string topic, string group, StartAt fallback) =>
        new MortalReader(base.OpenGroupReader(topic, group, fallback), mortality);

    private sealed class MortalReader(ILogGroupReader reader, Mortality mortality) : ILogGroupReader
    {
        public ValueTask<LogBatch> ReadAsync(CancellationToken cancellationToken = default) => reader.ReadAsync(cancellationToken);

        public void Store(int partition, int generation, long nextOffset)
        {
            if (!mortality.IsDead)
            {
                reader.Store(partition, generation, nextOffset);
            }
        }

        public bool Holds(int partition, int generation) => !mortality.IsDead && reader.Holds(partition, generation);

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => reader.FlushAsync(cancellationToken);

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
