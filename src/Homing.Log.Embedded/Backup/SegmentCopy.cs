using Homing.Log.Embedded.Storage;
using Homing.Storage;

namespace Homing.Log.Embedded.Backup;

/// <summary>Copies the whole records of a segment, each checked by its checksum.</summary>
internal static class SegmentCopy
{
    private const int LargestFrame = 256 << 20;
    private const int Tries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Copies.</summary>
    /// <param name="source">The segment.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="isNewest">Whether it is the one that is written to.</param>
    /// <param name="isHeld">Whether a process runs on the log now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static void Run(
        FileStream source, string target, bool isNewest, Func<bool> isHeld, CancellationToken cancellationToken)
    {
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 256 << 10);
        long position = 0, offset = long.MinValue;
        for (var tries = 0; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reader = new FrameReader(source.SafeFileHandle, position, RandomAccess.GetLength(source.SafeFileHandle), LargestFrame);
            var state = reader.Next();
            for (; state == FrameState.Whole && reader.Header.Offset > offset; state = reader.Next())
            {
                file.Write(reader.Frame.Span);
                offset = reader.Header.Offset;
                position = reader.Position;
            }

            if (state == FrameState.Blank || (isNewest && !isHeld()))
            {
                // The end; or a tail that was torn when the process was killed, which its next start would cut as well.
                break;
            }

            // What is being written at this moment is whole a moment later.
            if (!isNewest || tries == Tries)
            {
                throw new LogException(
                    LogError.Storage, $"{source.Name} is damaged at byte {position}: restore it from an earlier back-up.");
            }

            cancellationToken.WaitHandle.WaitOne(Pause);
        }

        file.Flush();
        Disk.SyncData(file.SafeFileHandle);
    }
}
