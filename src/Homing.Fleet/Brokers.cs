using Homing.Kafka.MockCluster;
using Homing.Messages;

namespace Homing.Fleet;

/// <summary>The Kafka brokers of a fleet, within its own process and in memory only.</summary>
public sealed class Brokers : IDisposable
{
    // Made before anybody asks for them: by itself the cluster would make them with four partitions.
    private static readonly string[] Single =
    [
        Topics.ClientResponseBroadcast, Topics.ClientCancel, Topics.UserPush, "parking.availability",
        "homing.keys", "homing.tickets", "homing.users", Topics.Operations, "homing.streams", "route.rides",
        "report.events",
    ];

    private readonly Lock _gate = new();
    private int _ids;

    internal Brokers(int count, int requestPartitions, int ids)
    {
        Cluster = KafkaMockCluster.Start(count);
        CreateTopic(Topics.ClientRequest, requestPartitions);
        Array.ForEach(Single, topic => CreateTopic(topic, 1));
        MakeRoomFor(ids);
    }

    /// <summary>The cluster, to make it fail.</summary>
    public KafkaMockCluster Cluster { get; }

    /// <summary>False between <see cref="Stop"/> and <see cref="Start"/>.</summary>
    public bool AreRunning { get; private set; } = true;

    /// <summary>Stops every broker: connections are cut and new ones refused.</summary>
    public void Stop()
    {
        AreRunning = false;
        Each(Cluster.StopBroker);
    }

    /// <summary>Starts every broker, with all that it held.</summary>
    public void Start()
    {
        Each(Cluster.StartBroker);
        AreRunning = true;
    }

    /// <summary>Delays all answers of all brokers.</summary>
    public void Delay(TimeSpan time) => Each(broker => Cluster.SetRoundTripTime(broker, time));

    /// <summary>Ends the cluster; what it held is gone.</summary>
    public void Dispose() => Cluster.Dispose();

    /// <summary>Makes the response topics of so many gateways, if they are not there.</summary>
    internal void MakeRoomFor(int ids)
    {
        lock (_gate)
        {
            for (; _ids < ids; _ids++)
            {
                CreateTopic(Topics.ClientResponse(_ids), 1);
            }
        }
    }

    private void CreateTopic(string topic, int partitions)
    {
        var replicas = Math.Min(Cluster.Brokers, 3);
        Cluster.CreateTopic(topic, partitions, replicas);
        Cluster.CreateTopic(Topics.Dead(topic), 1, replicas);
    }

    private void Each(Action<int> act)
    {
        for (var broker = 1; broker <= Cluster.Brokers; broker++)
        {
            act(broker);
        }
    }
}
