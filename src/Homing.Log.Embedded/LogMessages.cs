using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded;

internal static partial class LogMessages
{
    [LoggerMessage(EventIds.Opened, LogLevel.Information,
        "The log in {Directory} is open: {Topics} topics, {Partitions} partitions, in {Milliseconds} ms.")]
    public static partial void Opened(
        this ILogger logger, string directory, int topics, int partitions, long milliseconds);

    [LoggerMessage(EventIds.Closed, LogLevel.Information, "The log in {Directory} is closed.")]
    public static partial void Closed(this ILogger logger, string directory);

    [LoggerMessage(EventIds.TornTailCut, LogLevel.Warning,
        "The last write to {File} had not finished: cut {Bytes} bytes after offset {EndOffset}, byte {Position}.")]
    public static partial void TornTailCut(
        this ILogger logger, string file, long bytes, long endOffset, long position);

    [LoggerMessage(EventIds.AppendFailed, LogLevel.Error,
        "{Count} records could not be written to {Folder}; they were refused.")]
    public static partial void AppendFailed(this ILogger logger, Exception exception, string folder, int count);

    [LoggerMessage(EventIds.SegmentsRemoved, LogLevel.Information,
        "Retention removed {Count} segments, {Bytes} bytes, from {Folder}; it now starts at offset {StartOffset}.")]
    public static partial void SegmentsRemoved(
        this ILogger logger, string folder, int count, long bytes, long startOffset);

    [LoggerMessage(EventIds.Compacted, LogLevel.Information,
        "Compaction of {Folder}: {Before} bytes became {After} bytes, {Dropped} records dropped.")]
    public static partial void Compacted(this ILogger logger, string folder, long before, long after, long dropped);

    [LoggerMessage(EventIds.MaintenanceFailed, LogLevel.Error,
        "Maintenance of {Folder} failed; it is tried again at the next round.")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(EventIds.PositionsNotStored, LogLevel.Warning,
        "{Count} group positions could not be stored; they are tried again.")]
    public static partial void PositionsNotStored(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventIds.Rebalanced, LogLevel.Debug,
        "Group {Group} of topic {Topic} has {Members} members; {Moved} partitions moved.")]
    public static partial void Rebalanced(this ILogger logger, string group, string topic, int members, int moved);

    [LoggerMessage(EventIds.LeftoverRemoved, LogLevel.Information,
        "Removed {File}, left over from an interrupted compaction.")]
    public static partial void LeftoverRemoved(this ILogger logger, string file);
}
