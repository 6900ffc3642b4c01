namespace Homing.Log.Kafka;

/// <summary>The log event ids of this project: 4000 to 4999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int Connected = 4000;
    public const int Closed = 4001;
    public const int ClientSaid = 4002;
    public const int ClientWarned = 4003;
    public const int ClientFailed = 4004;
    public const int Unreachable = 4005;
    public const int ReachableAgain = 4006;
    public const int ProducerRenewed = 4007;
    public const int TopicCreated = 4008;
    public const int TopicAltered = 4009;
    public const int TopicsNotManageable = 4010;
    public const int PartitionsAssigned = 4011;
    public const int PartitionsRevoked = 4012;
    public const int PartitionsLost = 4013;
    public const int PositionsNotCommitted = 4014;
    public const int ReadFailed = 4015;
    public const int ConsumerRenewed = 4016;
    public const int TopicNotAltered = 4017;
    public const int AppendsNotReported = 4018;
}
