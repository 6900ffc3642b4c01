using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Reading;

/// <summary>Turns a <see cref="StartAt"/> into an offset.</summary>
internal static class StartResolver
{
    public static long Resolve(Partition partition, StartAt start) => start.Kind switch
    {
        StartKind.Beginning => partition.StartOffset,
        StartKind.End => partition.EndOffset,
        StartKind.Offset => Math.Max(start.Offset, partition.StartOffset),
        _ => FromTime(partition, start.Time.UtcTicks),
    };

    private static long FromTime(Partition partition, long ticks)
    {
        while (true)
        {
            var end = partition.EndOffset;
            var segment = Array.Find(partition.Segments, other => other.LastTicks >= ticks);
            if (segment is null)
            {
                return end;
            }

            try
            {
                var reader = new FrameReader(
                    segment.File, segment.Index.SeekTicks(ticks), segment.Length, int.MaxValue);
                while (reader.Next() == FrameState.Whole)
                {
                    if (reader.Header.Ticks >= ticks)
                    {
                        return reader.Header.Offset;
                    }
                }

                return segment.EndOffset;
            }
            catch (ObjectDisposedException) when (segment.Retired)
            {
                // Removed or replaced while it was looked at: the list is another by now, or will be in a moment.
                Thread.Yield();
            }
        }
    }
}
