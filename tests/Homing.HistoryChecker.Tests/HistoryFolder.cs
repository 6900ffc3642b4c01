using Homing.History;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.HistoryChecker.Tests;

/// <summary>A folder of histories that a test writes: steps of several processes, each with a file, in the order given.</summary>
internal sealed class HistoryFolder : IDisposable
{
    private readonly Dictionary<string, string> _files = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("homing-histories-").FullName;

    /// <summary>Writes what happened, with the very code that writes it in the product.</summary>
    public async Task WriteAsync(IEnumerable<HistoryScript.Entry> entries)
    {
        var time = new FakeTimeProvider();
        var start = time.GetUtcNow();
        foreach (var process in entries.GroupBy(entry => entry.Process))
        {
            // A process starts when it has something to write.
            time.JumpWallClock(start + process.First().At - time.GetUtcNow());
            await using var file = HistoryFile.Create(
                System.IO.Path.Combine(Path, process.Key), time, NullLogger<HistoryFile>.Instance);
            _files[process.Key] = file.Path;
            foreach (var (_, at, step) in process)
            {
                // The wall clock alone, for the histories of faults go back in time too.
                time.JumpWallClock(start + at - time.GetUtcNow());
                file.Record(
                    step.Step, step.Actor, step.ClientId, step.RequestId, step.Detail, step.Connection, step.Seq, step.Deadline is null ? null : start + at + (step.Deadline - DateTimeOffset.UnixEpoch));
            }
        }
    }

    /// <summary>The file of a process.</summary>
    public string FileOf(string process) => _files[process];

    public CheckReport Check() => Histories.Check(new CheckOptions(), Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
