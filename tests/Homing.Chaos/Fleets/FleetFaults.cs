using Confluent.Kafka;
using Homing.Fleet;
using Homing.Kafka.MockCluster;

namespace Homing.Chaos.Fleets;

/// <summary>What can be done to a fleet.</summary>
internal static class FleetFaults
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(30);

    // What was begun before a look at the clock is still written down after it.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    /// <summary>kill -9 of one gateway, which comes back at its address.</summary>
    public static FleetFault KillGateway(double at) => new("kill -9 of a gateway", at, async (target, token) =>
    {
        var gateway = OneOf(target, target.Fleet.Gateways);
        await gateway.KillAsync();
        await gateway.StartAsync(token);
    });

    /// <summary>kill -9 of one process of workers, which comes back.</summary>
    public static FleetFault KillWorker(double at) => new("kill -9 of a worker", at, async (target, token) =>
    {
        var worker = OneOf(target, target.Fleet.Workers);
        await worker.KillAsync();
        await worker.StartAsync(token);
    });

    /// <summary>kill -9 of the gateway with the highest number, for good: a survivor takes over what waits in its topic.</summary>
    public static FleetFault LoseGateway(double at) => new("a gateway is gone for good", at, async (target, token) =>
    {
        await target.Fleet.Gateways[^1].KillAsync();
        await target.Fleet.ScaleAsync("gateway", target.Fleet.Gateways.Count - 1, token);
    });

    /// <summary>SIGSTOP of one gateway for twice its lease, then SIGCONT: it must not deliver under its old epoch.</summary>
    public static FleetFault PauseGateway(double at) => new("a gateway stands still for twice its lease", at, async (target, token) =>
    {
        var gateway = OneOf(target, target.Fleet.Gateways);
        var before = (await target.LeasesAsync(token))[gateway.Address];
        gateway.Pause();
        await Task.Delay(FleetUnderTest.LeaseTime * 2, TimeProvider.System, token);
        gateway.Continue();
        target.Fence(before, Margin);
        await target.WaitForLeasesAsync(
            $"A new epoch of {gateway.Name}",
            leases => leases.TryGetValue(gateway.Address, out var lease) && lease.Epoch > before.Epoch,
            token);
    });

    /// <summary>
    /// Redis is killed and comes back empty: everybody keeps the id it has, and who comes new gets one that nobody has, with
    /// an epoch above all others.
    /// </summary>
    public static FleetFault LoseRedis(double at) => new("Redis is killed and comes back empty", at, async (target, token) =>
    {
        var before = await target.LeasesAsync(token);
        await target.Fleet.Redis.KillAsync();
        await target.Fleet.Redis.StartAsync(token);
        var after = await target.WaitForLeasesAsync(
            "That all ids are known again", leases => leases.Count >= before.Count, token);
        if (before.Any(held => after.GetValueOrDefault(held.Key) != held.Value))
        {
            throw new InvalidOperationException(
                $"Before Redis was lost the ids were {string.Join(", ", before)}, and after it {string.Join(", ", after)}.");
        }

        await target.Fleet.ScaleAsync("gateway", before.Count + 1, token);
        var grown = await target.LeasesAsync(token);
        var added = grown.Single(held => !before.ContainsKey(held.Key)).Value;
        if (added.Epoch <= before.Values.Max(lease => lease.Epoch) || before.Values.Any(lease => lease.Id == added.Id))
        {
            throw new InvalidOperationException($"{added} was given beside {string.Join(", ", before)}.");
        }
    });

    /// <summary>Brokers answer late, refuse, cut connections, and one goes away and comes back.</summary>
    public static FleetFault DisturbBrokers(double at) => new("brokers are slow, refuse and cut connections", at, async (target, token) =>
    {
        var cluster = target.Fleet.Brokers.Cluster;
        target.Fleet.Brokers.Delay(TimeSpan.FromMilliseconds(30));
        cluster.PushErrors(KafkaApi.Produce, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.Local_Transport);
        cluster.PushErrors(KafkaApi.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.Local_Transport, ErrorCode.UnknownLeaderEpoch);
        cluster.PushErrors(KafkaApi.OffsetCommit, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.Local_Transport);
        cluster.PushErrors(KafkaApi.Heartbeat, ErrorCode.NotCoordinatorForGroup, ErrorCode.Local_Transport);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, token);
        var broker = target.Random.Next(1, cluster.Brokers + 1);
        cluster.StopBroker(broker);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, token);
        cluster.StartBroker(broker);
        target.Fleet.Brokers.Delay(TimeSpan.Zero);
    });

    /// <summary>No broker is there for a second.</summary>
    public static FleetFault LoseBrokers(double at) => new("all brokers are gone for a second", at, async (target, token) =>
    {
        target.Fleet.Brokers.Stop();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, token);
        target.Fleet.Brokers.Start();
    });

    /// <summary>Brings the number of gateways to <paramref name="gateways"/>.</summary>
    public static FleetFault Scale(double at, int gateways) => new(
        $"scale to {gateways} gateways", at, (target, token) => target.Fleet.ScaleAsync("gateway", gateways, token));

    /// <summary>Every process is stopped and started, one after the other, each within the time that orchestrators give.</summary>
    public static FleetFault RollingRestart(double at) => new("rolling restart of everything", at, async (target, token) =>
        await target.Fleet.RollingRestartAsync(
            (member, took) =>
            {
                if (took is null)
                {
                    throw new InvalidOperationException($"{member.Name} was not drained within {DrainPatience.TotalSeconds:0} s.");
                }
            },
            token));

    private static Member OneOf(FleetUnderTest target, IReadOnlyList<Member> members) => members[target.Random.Next(members.Count)];
}
