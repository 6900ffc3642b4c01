using Confluent.Kafka;
using Homing.Doctor;
using Homing.Log.Kafka.Topics;

namespace Homing.Log.Kafka.Doctor;

/// <summary>Compares a topic with what is needed.</summary>
internal static class TopicAudit
{
    // What the promises rest on; all else is a matter of taste and disk.
    private static readonly string[] Compared =
        ["cleanup.policy", "retention.ms", "retention.bytes", "min.insync.replicas", "message.timestamp.type"];

    /// <summary>A topic that is not there, and that nobody makes.</summary>
    public static DoctorFinding Missing(string check, TopicOptions topic, KafkaLogOptions options) => DoctorFinding.Fail(
        check,
        $"there is no topic {topic.Name}, and {KafkaLogOptions.SectionName}:{nameof(options.ManageTopics)} is false",
        $"kafka-topics --create --topic {topic.Name} --partitions {topic.Partitions} --replication-factor {options.ReplicationFactor} "
        + string.Join(" ", TopicMaker.Configuration(topic, options).Select(item => $"--config {item.Key}={item.Value}")));

    /// <summary>Its partitions, and where they are kept.</summary>
    public static IEnumerable<DoctorFinding> Layout(
        string check, ExpectedTopic expected, TopicMetadata found, KafkaLogOptions options)
    {
        var (name, partitions) = (found.Topic, found.Partitions.Count);
        if (!expected.IsShared && partitions != expected.Topic.Partitions)
        {
            yield return DoctorFinding.Fail(
                check,
                $"{name} has {partitions} partitions, and {expected.Topic.Partitions} are asked for",
                name == Messages.Topics.ClientRequest
                    ? $"Set {Messages.MessagingOptions.SectionName}:{nameof(Messages.MessagingOptions.RequestPartitions)} to {partitions} in every process."
                    : $"Make {name} anew with {expected.Topic.Partitions} partitions, once nobody uses it.");
        }

        var headless = found.Partitions.Count(partition => partition.Leader < 0);
        if (headless > 0)
        {
            yield return DoctorFinding.Fail(
                check, $"{headless} of the {partitions} partitions of {name} have no leader", "Start the brokers that hold them.");
        }

        var behind = found.Partitions.Count(partition => partition.InSyncReplicas.Length < partition.Replicas.Length);
        if (behind > 0)
        {
            yield return DoctorFinding.Warn(
                check,
                $"{behind} of the {partitions} partitions of {name} are not on all of their brokers",
                "Start the brokers that are away, or wait until they have caught up.");
        }

        var copies = found.Partitions.Min(partition => partition.Replicas.Length);
        if (copies < options.ReplicationFactor)
        {
            yield return DoctorFinding.Warn(
                check,
                $"{name} is on {copies} brokers, and {KafkaLogOptions.SectionName}:{nameof(options.ReplicationFactor)} is {options.ReplicationFactor}",
                $"Give it more with kafka-reassign-partitions: what {copies} brokers lose is lost.");
        }
    }

    /// <summary>What its brokers keep, and for how long.</summary>
    /// <param name="check">The check.</param>
    /// <param name="topic">What is asked for.</param>
    /// <param name="found">The topic's configuration; null where it is not known.</param>
    /// <param name="options">The settings.</param>
    public static IEnumerable<DoctorFinding> Retention(
        string check, TopicOptions topic, IReadOnlyDictionary<string, string>? found, KafkaLogOptions options)
    {
        if (found is null)
        {
            yield break;
        }

        var wanted = TopicMaker.Configuration(topic, options);
        var wrong = Compared.Where(name => wanted.ContainsKey(name) && found.TryGetValue(name, out var value) && !IsSame(value, wanted[name]))
            .ToArray();
        if (wrong.Length == 0)
        {
            yield break;
        }

        var seen = $"{topic.Name} has {string.Join(", ", wrong.Select(name => $"{name}={found[name]} for {wanted[name]}"))}";
        var change = $"kafka-configs --alter --entity-type topics --entity-name {topic.Name} --add-config "
            + string.Join(",", wrong.Select(name => $"{name}=[{wanted[name]}]"));

        // Compaction of what is no table, or none of what is one, loses records.
        yield return wrong.Contains("cleanup.policy") && !options.ManageTopics
            ? DoctorFinding.Fail(check, seen, change)
            : DoctorFinding.Warn(check, seen, change);
    }

    // Brokers give lists in an order of their own.
    private static bool IsSame(string one, string other) =>
        one.Split(',').Order(StringComparer.Ordinal).SequenceEqual(other.Split(',').Order(StringComparer.Ordinal));
}
