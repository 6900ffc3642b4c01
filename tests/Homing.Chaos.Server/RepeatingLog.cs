using Homing.Log;
using Homing.Testing;

namespace Homing.Chaos.Server;

/// <summary>A log that appends some records twice, as a worker does that died after its answer and before its position.</summary>
internal sealed class RepeatingLog(ILog log, Func<string, bool> repeats, double share) : DelegatingLog(log)
{
    public override async ValueTask<LogPosition> AppendAsync(
        string topic, LogEntry entry, CancellationToken cancellationToken = default)
    {
        if (repeats(topic) && Random.Shared.NextDouble() < share)
        {
            await base.AppendAsync(topic, entry, cancellationToken);
        }

        return await base.AppendAsync(topic, entry, cancellationToken);
    }
}
