using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Homing.Kafka.MockCluster;

/// <summary>
/// Kafka brokers within this process: librdkafka's mock cluster, which speaks the protocol over TCP on free ports of the
/// loopback interface, so that other processes reach it too. It keeps everything in memory, at most 5 MB or 100,000
/// records a partition (then the oldest go), makes a topic that somebody asks for by name with 4 partitions, and knows
/// neither CreateTopics nor offsets by time, compaction, retention or authorisation.
/// </summary>
/// <remarks>Thread-safe. Brokers are numbered from 1.</remarks>
public sealed class KafkaMockCluster : IDisposable
{
    private readonly nint _client;
    private readonly nint _cluster;
    private int _disposed;

    private KafkaMockCluster(nint client, nint cluster, int brokers)
    {
        (_client, _cluster, Brokers) = (client, cluster, brokers);
        BootstrapServers = Marshal.PtrToStringUTF8(NativeMock.Bootstraps(cluster))!;
    }

    /// <summary>How many brokers there are.</summary>
    public int Brokers { get; }

    /// <summary>The addresses of the brokers, as <c>bootstrap.servers</c> takes them.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts the brokers; they answer when this returns. New groups do not wait for more members.</summary>
    public static unsafe KafkaMockCluster Start(int brokers = 3)
    {
        const int ErrorSize = 512;
        var error = stackalloc byte[ErrorSize];
        var configuration = NativeMock.NewConfiguration();
        // The client only carries the cluster; what it says about having no brokers of its own interests nobody.
        if (NativeMock.Configure(configuration, "log_level", "2", error, ErrorSize) != 0)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        }

        var client = NativeMock.NewClient(NativeMock.ProducerType, configuration, error, ErrorSize);
        if (client == 0)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        }

        var cluster = NativeMock.NewCluster(client, brokers);
        if (cluster == 0)
        {
            NativeMock.DestroyClient(client);
            throw new InvalidOperationException($"The mock cluster of {brokers} brokers could not be started.");
        }

        NativeMock.SetInitialRebalanceDelay(cluster, 0);
        // Without a controller, requests of an administrator wait for one instead of being refused.
        _ = NativeMock.SetController(cluster, 1);
        return new KafkaMockCluster(client, cluster, brokers);
    }

    /// <summary>Makes a topic.</summary>
    public void CreateTopic(string topic, int partitions, int replicationFactor = 1) =>
        Check(NativeMock.CreateTopic(_cluster, topic, partitions, replicationFactor));

    /// <summary>Removes a topic with all it holds.</summary>
    public void DeleteTopic(string topic) => Check(NativeMock.DeleteTopic(_cluster, topic));

    /// <summary>Lets metadata requests for the topic fail; <see cref="ErrorCode.NoError"/> ends that.</summary>
    public void SetTopicError(string topic, ErrorCode error) => NativeMock.SetTopicError(_cluster, topic, (int)error);

    /// <summary>Removes the records before an offset, as retention does.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        Check(NativeMock.DeleteRecords(_cluster, topic, partition, beforeOffset));

    /// <summary>Moves a partition to another broker.</summary>
    public void SetLeader(string topic, int partition, int broker) =>
        Check(NativeMock.SetLeader(_cluster, topic, partition, broker));

    /// <summary>Moves a group to another broker.</summary>
    public void SetCoordinator(string group, int broker) =>
        Check(NativeMock.SetCoordinator(_cluster, "group", group, broker));

    /// <summary>
    /// Lets the next requests of that kind fail, one each. <see cref="ErrorCode.Local_Transport"/> cuts the connection.
    /// </summary>
    public void PushErrors(KafkaApi api, params ErrorCode[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        NativeMock.PushErrors(_cluster, (short)api, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);
    }

    /// <summary>Lets requests of that kind succeed again.</summary>
    public void ClearErrors(KafkaApi api) => NativeMock.ClearErrors(_cluster, (short)api);

    /// <summary>Stops a broker: its connections are cut and new ones refused.</summary>
    public void StopBroker(int broker) => Check(NativeMock.SetBrokerDown(_cluster, broker));

    /// <summary>Starts a stopped broker at its old address, with all it held.</summary>
    public void StartBroker(int broker) => Check(NativeMock.SetBrokerUp(_cluster, broker));

    /// <summary>Delays the answers of a broker.</summary>
    public void SetRoundTripTime(int broker, TimeSpan time) =>
        Check(NativeMock.SetRoundTripTime(_cluster, broker, (int)time.TotalMilliseconds));

    /// <summary>Starts to count requests, from nothing.</summary>
    public void CountRequests()
    {
        NativeMock.StartTracking(_cluster);
        NativeMock.ClearRequests(_cluster);
    }

    /// <summary>How many requests of that kind came since <see cref="CountRequests"/>.</summary>
    public int Requests(KafkaApi api)
    {
        var requests = NativeMock.GetRequests(_cluster, out var count);
        if (requests == 0)
        {
            return 0;
        }

        var found = 0;
        for (var index = 0; index < (int)count; index++)
        {
            found += NativeMock.RequestApiKey(Marshal.ReadIntPtr(requests, index * nint.Size)) == (short)api ? 1 : 0;
        }

        NativeMock.DestroyRequests(requests, count);
        return found;
    }

    /// <summary>Stops the brokers; what they held is gone. A second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            NativeMock.DestroyCluster(_cluster);
            NativeMock.DestroyClient(_client);
        }
    }

    private static void Check(int error)
    {
        if ((ErrorCode)error != ErrorCode.NoError)
        {
            throw new KafkaException((ErrorCode)error);
        }
    }
}
