namespace Homing.Kafka.MockCluster;

/// <summary>The kinds of requests of the Kafka protocol that tests make fail or count.</summary>
public enum KafkaApi : short
{
    /// <summary>Appends records.</summary>
    Produce = 0,

    /// <summary>Reads records.</summary>
    Fetch = 1,

    /// <summary>Asks for the ends of partitions, or for offsets by time.</summary>
    ListOffsets = 2,

    /// <summary>Asks for brokers and topics.</summary>
    Metadata = 3,

    /// <summary>Stores the positions of a group.</summary>
    OffsetCommit = 8,

    /// <summary>Asks for the positions of a group.</summary>
    OffsetFetch = 9,

    /// <summary>Asks which broker coordinates a group.</summary>
    FindCoordinator = 10,

    /// <summary>Joins a group.</summary>
    JoinGroup = 11,

    /// <summary>Says that a member of a group lives.</summary>
    Heartbeat = 12,

    /// <summary>Leaves a group.</summary>
    LeaveGroup = 13,

    /// <summary>Hands out the partitions of a group.</summary>
    SyncGroup = 14,

    /// <summary>Creates topics; the mock cluster does not answer it.</summary>
    CreateTopics = 19,

    /// <summary>Gets an idempotent producer its id.</summary>
    InitProducerId = 22,
}
