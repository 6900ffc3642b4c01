using System.Globalization;
using Homing.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Log.Embedded.Tests;

/// <summary>The folder of a log for one test, with a clock that the test turns. It is removed in the end.</summary>
internal sealed class LogFolder : IDisposable
{
    public LogFolder(string? path = null)
    {
        Path = path ?? Directory.CreateTempSubdirectory("homing-log-").FullName;
        Options = new EmbeddedLogOptions { Directory = Path };
    }

    public string Path { get; }

    public EmbeddedLogOptions Options { get; }

    public FakeTimeProvider Time { get; } = new();

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The segments of the first partition of topic <c>t</c>, oldest first.</summary>
    public string[] Segments => [.. Directory.GetFiles(PartitionFolder, "*.log").Order(StringComparer.Ordinal)];

    public string PartitionFolder => System.IO.Path.Combine(Path, "topics", "t", "0");

    public ValueTask<EmbeddedLog> OpenAsync() => EmbeddedLog.OpenAsync(Options, Time, Logger);

    /// <summary>Opens it and makes topic <c>t</c>, of one partition unless said otherwise.</summary>
    public async Task<EmbeddedLog> OpenWithTopicAsync(TopicOptions? topic = null)
    {
        var log = await OpenAsync();
        await log.EnsureTopicAsync(topic ?? new TopicOptions { Name = "t" });
        return log;
    }

    /// <summary>What must fail, failing.</summary>
    public async Task<LogException> FailToOpenAsync()
    {
        var error = await Assert.ThrowsAsync<LogException>(async () => await OpenAsync());
        Assert.Equal(LogError.Storage, error.Error);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    /// <summary>Handles of this process on files in the folder; empty where the system does not say.</summary>
    public IEnumerable<string> OpenFiles() => Directory.Exists("/proc/self/fd")
        ? Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(link => new FileInfo(link).LinkTarget ?? "")
            .Where(target => target.StartsWith(Path, StringComparison.Ordinal))
        : [];

    public string SegmentPath(long offset) => System.IO.Path.Combine(
        PartitionFolder, offset.ToString("D20", CultureInfo.InvariantCulture) + ".log");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
