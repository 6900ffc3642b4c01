using System.Text;
using Homing.Log;
using Homing.Log.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

// Appends until it is killed: "<partition> <offset> <value>" on a line for each acknowledged record.
await using var log = await EmbeddedLog.OpenAsync(
    new EmbeddedLogOptions { Directory = args[0], SegmentBytes = 64 << 10 }, TimeProvider.System, NullLogger.Instance);
await log.EnsureTopicAsync(new TopicOptions { Name = "t", Partitions = 4 });
var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
{
    for (var i = 0; ; i++)
    {
        var value = $"{args[1]}-{writer}-{i}";
        var entry = new LogEntry(Encoding.UTF8.GetBytes($"w{writer}"), Encoding.UTF8.GetBytes(value.PadRight(200)));
        var position = await log.AppendAsync("t", entry);
        Say($"{position.Partition} {position.Offset} {value}");
    }
})));

void Say(string line)
{
    lock (output)
    {
        output.WriteLine(line);
    }
}
