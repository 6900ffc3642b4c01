using Homing.Log;
using Homing.Log.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace EndToEnd.Tests.Observability;

/// <summary>Records that cannot be read.</summary>
internal static class DeadLetters
{
    /// <summary>Where one is put.</summary>
    public const string Topic = "parking.availability";

    /// <summary>Puts one into the log before a process starts on it: as a program that was not written for it would leave it.</summary>
    public static async Task PoisonAsync(string data, CancellationToken cancellationToken)
    {
        await using var log = await EmbeddedLog.OpenAsync(
            new EmbeddedLogOptions { Directory = Path.Combine(data, "log") }, TimeProvider.System, NullLogger.Instance);
        await log.EnsureTopicAsync(new TopicOptions { Name = Topic, Compacted = true }, cancellationToken);
        await log.AppendAsync(Topic, new LogEntry("1"u8.ToArray(), "no reading"u8.ToArray()), cancellationToken);
    }
}
