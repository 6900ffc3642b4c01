using System.ComponentModel.DataAnnotations;

namespace Homing.Log.Kafka;

/// <summary>Settings of the log on Kafka.</summary>
public sealed class KafkaLogOptions
{
    /// <summary>The section of the configuration these are bound from.</summary>
    public const string SectionName = "Homing:Kafka";

    /// <summary>The addresses of some brokers, as <c>host:port</c>, separated by commas.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "";

    /// <summary>The name under which brokers know this process, for their logs and quotas.</summary>
    /// <value>Default <c>homing</c>.</value>
    [Required]
    public string ClientId { get; set; } = "homing";

    /// <summary>Whether topics that are missing are made, and the retention of those that are there is kept as asked for.</summary>
    /// <value>Default true. Where false, a topic that is missing stops whoever needs it, with a message that says so.</value>
    public bool ManageTopics { get; set; } = true;

    /// <summary>On how many brokers each new topic is kept.</summary>
    /// <value>1 to 15. Default 3.</value>
    [Range(1, 15)]
    public short ReplicationFactor { get; set; } = 3;

    /// <summary>How many of these must have a record before it counts as appended, in new topics.</summary>
    /// <value>1 to <see cref="ReplicationFactor"/>. Default 2.</value>
    [Range(1, 15)]
    public short MinInSyncReplicas { get; set; } = 2;

    /// <summary>The largest record, key, value, headers and framing together.</summary>
    /// <value>1 KiB to 64 MiB. Default 2 MiB. Topics that are there already have a limit of their own.</value>
    [Range(1 << 10, 64 << 20)]
    public int MaxRecordBytes { get; set; } = 2 << 20;

    /// <summary>Bytes that may wait for the brokers; past it, appends wait for room.</summary>
    /// <value>At least <see cref="MaxRecordBytes"/>, at most 1 GiB. Default 32 MiB.</value>
    [Range(1L << 10, 1L << 30)]
    public long MaxPendingBytes { get; set; } = 32L << 20;

    /// <summary>How long an append waits for others to share its request.</summary>
    /// <value>0 to 1 s. Default 1 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long an append waits for its brokers before it fails as transient.</summary>
    /// <value>1 s to 10 min. Default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the start waits for a first answer of a broker.</summary>
    /// <value>1 s to 10 min. Default 15 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a question about topics and positions waits for its answer before it fails as transient.</summary>
    /// <value>1 s to 5 min. Default 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a sign of life a reader's partitions go to the others of its group.</summary>
    /// <value>
    /// 1 s to 30 min; brokers allow 6 s to 30 min unless told otherwise. Default 6 s: the answers of a killed process wait
    /// that long, and it still takes six missed heartbeats.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long stored positions may wait before they are made durable.</summary>
    /// <value>1 ms to 1 minute. Default 200 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan PositionFlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most a reader takes from a partition at once; a single larger record is still read.</summary>
    /// <value>4 KiB to 16 MiB. Default 256 KiB.</value>
    [Range(4 << 10, 16 << 20)]
    public int ReadBatchBytes { get; set; } = 256 << 10;

    /// <summary>Bytes a reader may fetch ahead of whoever it reads for.</summary>
    /// <value>1 MiB to 1 GiB. Default 16 MiB.</value>
    [Range(1L << 20, 1L << 30)]
    public long ReadAheadBytes { get; set; } = 16L << 20;

    /// <summary>Connections of closed readers that are kept for the next readers without a group.</summary>
    /// <value>0 to 64. Default 4.</value>
    [Range(0, 64)]
    public int IdleReaders { get; set; } = 4;

    /// <summary>
    /// Any other property of librdkafka by its own name, such as <c>security.protocol</c>; an underscore stands for a dot
    /// where a dot cannot be written. What Homing's promises rest on cannot be set here.
    /// </summary>
    public IDictionary<string, string> Client { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
