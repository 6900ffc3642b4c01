using System.Globalization;
using Homing.Storage;
using Microsoft.Extensions.Logging;

namespace Homing.Log.Embedded.Storage;

/// <summary>Finds out, at start, what a partition holds.</summary>
internal static class PartitionRecovery
{
    /// <summary>The segments by rising offset, checked; the last one is cut at its last whole record.</summary>
    public static List<Segment> Open(string folder, int maxFrameBytes, ILogger logger)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, "*.compacting"))
        {
            File.Delete(leftover);
            logger.LeftoverRemoved(leftover);
        }

        var found = Directory.EnumerateFiles(folder, "*" + Segment.Extension)
            .Select(path => new Segment(
                path, long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)))
            .OrderBy(segment => segment.BaseOffset)
            .ToList();
        try
        {
            return Check(found, maxFrameBytes, logger);
        }
        catch
        {
            found.ForEach(segment => segment.Retire());
            throw;
        }
    }

    private static List<Segment> Check(List<Segment> found, int maxFrameBytes, ILogger logger)
    {
        var segments = new List<Segment>(found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            if (segments.Count > 0 && found[i].BaseOffset < segments[^1].EndOffset)
            {
                // Compaction put its records into the one before, and was stopped before it could remove it.
                found[i].Retire();
                IndexFile.Delete(found[i]);
                File.Delete(found[i].Path);
                logger.LeftoverRemoved(found[i].Path);
                continue;
            }

            var isLast = i == found.Count - 1;
            if (!IndexFile.TryLoad(found[i]))
            {
                Scan(found[i], isLast, maxFrameBytes, logger);
            }

            if (isLast)
            {
                // It grows again: from now on its index would be out of date.
                IndexFile.Delete(found[i]);
            }
            else
            {
                found[i].Dispose();
            }

            segments.Add(found[i]);
        }

        return segments;
    }

    private static void Scan(Segment segment, bool isLast, int maxFrameBytes, ILogger logger)
    {
        var fileLength = RandomAccess.GetLength(segment.File);
        var reader = new FrameReader(segment.File, 0, fileLength, maxFrameBytes);
        long position = 0, endOffset = segment.BaseOffset, first = long.MaxValue, last = 0;
        var state = reader.Next();
        for (; state == FrameState.Whole && reader.Header.Offset >= endOffset; state = reader.Next())
        {
            segment.Index.Add(reader.Header.Offset, reader.Header.Ticks, position);
            first = Math.Min(first, reader.Header.Ticks);
            last = reader.Header.Ticks;
            endOffset = reader.Header.Offset + 1;
            position = reader.Position;
        }

        segment.Recover(position, endOffset, first, last);
        var isClean = IsZero(segment, position, fileLength);
        if (!isClean && !isLast)
        {
            throw new LogException(
                LogError.Storage,
                $"{segment.Path} is damaged at byte {position}, offset {endOffset} or later: restore it from a copy, " +
                "or delete it to go on without its records.");
        }

        if (!isClean)
        {
            logger.TornTailCut(segment.Path, fileLength - position, endOffset, position);
        }

        if (fileLength > position)
        {
            segment.Trim();
        }

        // What a killed process wrote may be whole and still only in memory: what is read must be durable.
        Disk.SyncData(segment.File);
        if (!isLast)
        {
            IndexFile.TrySave(segment);
        }
    }

    private static bool IsZero(Segment segment, long from, long to)
    {
        var buffer = new byte[64 << 10];
        while (from < to)
        {
            var read = RandomAccess.Read(segment.File, buffer, from);
            if (read == 0)
            {
                break;
            }

            if (buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) >= 0)
            {
                return false;
            }

            from += read;
        }

        return true;
    }
}
