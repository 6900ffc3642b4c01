using System.ComponentModel.DataAnnotations;

namespace Homing.Log.Embedded;

/// <summary>Settings of the embedded log.</summary>
public sealed class EmbeddedLogOptions
{
    /// <summary>The section of the configuration these are bound from.</summary>
    public const string SectionName = "Homing:Log";

    /// <summary>The folder that holds everything; one process at a time.</summary>
    /// <value>Default <c>./.data/log</c>. It is made where it is missing.</value>
    [Required]
    public string Directory { get; set; } = "./.data/log";

    /// <summary>A segment is closed, and a new one begun, when the next batch would make it larger.</summary>
    /// <value>64 KiB to 4 GiB. Default 64 MiB. A topic with a small byte limit has smaller ones.</value>
    [Range(64L << 10, 4L << 30)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>The largest segment of a compacted topic: only closed segments are compacted.</summary>
    /// <value>64 KiB to 4 GiB. Default 8 MiB.</value>
    [Range(64L << 10, 4L << 30)]
    public long CompactedSegmentBytes { get; set; } = 8L << 20;

    /// <summary>The largest record, key, value, headers and framing together.</summary>
    /// <value>1 KiB to 256 MiB. Default 1 MiB and 64 KiB.</value>
    [Range(1 << 10, 256 << 20)]
    public int MaxRecordBytes { get; set; } = (1 << 20) + (64 << 10);

    /// <summary>Bytes that may wait for the disk; past it, appends wait for room.</summary>
    /// <value>At least <see cref="MaxRecordBytes"/>, at most 1 GiB. Default 32 MiB.</value>
    [Range(1L << 10, 1L << 30)]
    public long MaxPendingBytes { get; set; } = 32L << 20;

    /// <summary>The most a reader takes from a partition at once; a single larger record is still read.</summary>
    /// <value>4 KiB to 16 MiB. Default 256 KiB.</value>
    [Range(4 << 10, 16 << 20)]
    public int ReadBatchBytes { get; set; } = 256 << 10;

    /// <summary>Threads that write and sync; partitions share them.</summary>
    /// <value>1 to 64. Default 4.</value>
    [Range(1, 64)]
    public int CommitThreads { get; set; } = 4;

    /// <summary>How long a commit thread looks for more work before it sleeps.</summary>
    /// <value>0 to 1 ms. Default 20 µs. It spins only right after a commit, so an idle log takes no CPU.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.001")]
    public TimeSpan CommitSpin { get; set; } = TimeSpan.FromMicroseconds(20);

    /// <summary>How long stored positions may wait before they are made durable.</summary>
    /// <value>1 ms to 1 minute. Default 50 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan PositionFlushInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often retention and compaction look for work.</summary>
    /// <value>10 ms to 1 day. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaintenancePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A segment that has records this old is closed, so that retention and compaction can take it.</summary>
    /// <value>1 s to 365 days. Default 1 hour. A topic with a shorter age closes them after a quarter of it.</value>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RollAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long compaction keeps a tombstone, so that slow readers see the removal.</summary>
    /// <value>0 to 365 days. Default 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan TombstoneAge { get; set; } = TimeSpan.FromDays(1);
}
