using Homing.Log.Embedded.Storage;

namespace Homing.Log.Embedded.Maintenance;

/// <summary>Removes whole segments that are too old or too many; never the one that is written to.</summary>
internal static class Retention
{
    public static void RollIfOld(Partition partition, DateTimeOffset now)
    {
        var topic = partition.Topic();
        var limit = partition.Context.Options.RollAge;
        if (topic.RetentionAge is { } age && age / 4 < limit)
        {
            limit = age / 4;
        }
        else if (topic.RetentionAge is null && !topic.Compacted)
        {
            return;
        }

        if (partition.Segments is [.., { Length: > 0 } active] && active.FirstTicks <= (now - limit).UtcTicks)
        {
            partition.Roll();
        }
    }

    public static void Remove(Partition partition, DateTimeOffset now)
    {
        var topic = partition.Topic();
        var segments = partition.Segments;
        var total = segments.Sum(segment => segment.Length);
        var oldest = topic.RetentionAge is { } age ? (now - age).UtcTicks : long.MinValue;
        var count = 0;
        var bytes = 0L;
        while (count < segments.Length - 1
            && (segments[count].LastTicks < oldest || total - bytes > (topic.RetentionBytes ?? long.MaxValue)))
        {
            bytes += segments[count].Length;
            count++;
        }

        if (count == 0)
        {
            return;
        }

        partition.Replace(segments.AsSpan(0, count), []);
        foreach (var segment in segments.AsSpan(0, count))
        {
            Delete(segment);
        }

        partition.Context.Logger.SegmentsRemoved(partition.Folder, count, bytes, partition.StartOffset);
    }

    public static void Delete(Segment segment)
    {
        segment.Retire();
        File.Delete(segment.Path);
        IndexFile.Delete(segment);
    }
}
