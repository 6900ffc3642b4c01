using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Homing.Doctor;
using Microsoft.Extensions.Options;

namespace Homing.Log.Kafka.Doctor;

/// <summary>Whether the topics that the roles need are there, and are as they have to be.</summary>
internal sealed class KafkaTopicsCheck(
    KafkaSurvey survey, IOptions<KafkaLogOptions> options, IEnumerable<IExpectedTopics> expected) : IDoctorCheck
{
    public string Name => "kafka topics";

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        if (await survey.TryAskAsync(cancellationToken) is not { } metadata)
        {
            return [];
        }

        var wanted = expected.SelectMany(part => part.Topics).DistinctBy(topic => topic.Topic.Name)
            .OrderBy(topic => topic.Topic.Name, StringComparer.Ordinal).ToArray();
        var there = metadata.Topics.Where(topic => topic.Partitions.Count > 0)
            .ToDictionary(topic => topic.Topic, StringComparer.Ordinal);
        var kept = await ConfigurationsAsync([.. wanted.Select(topic => topic.Topic.Name).Where(there.ContainsKey)], cancellationToken);
        var findings = new List<DoctorFinding>();
        foreach (var topic in wanted)
        {
            if (there.TryGetValue(topic.Topic.Name, out var found))
            {
                findings.AddRange(TopicAudit.Layout(Name, topic, found, options.Value));
                findings.AddRange(TopicAudit.Retention(Name, topic.Topic, kept?.GetValueOrDefault(topic.Topic.Name), options.Value));
            }
            else if (!options.Value.ManageTopics)
            {
                findings.Add(TopicAudit.Missing(Name, topic.Topic, options.Value));
            }
        }

        var count = wanted.Count(topic => there.ContainsKey(topic.Topic.Name));
        findings.Insert(0, DoctorFinding.Ok(
            Name,
            $"{count} of the {wanted.Length} topics are there"
            + (count < wanted.Length && options.Value.ManageTopics ? "; the others are made when they are needed" : "")));
        if (kept is null && count > 0)
        {
            findings.Add(DoctorFinding.Warn(
                Name,
                "the brokers do not say how long topics are kept",
                "Let this client describe the configuration of topics (DESCRIBE_CONFIGS), or look with kafka-configs --describe."));
        }

        return findings;
    }

    private async Task<Dictionary<string, IReadOnlyDictionary<string, string>>?> ConfigurationsAsync(
        string[] topics, CancellationToken cancellationToken)
    {
        if (topics.Length == 0)
        {
            return [];
        }

        try
        {
            var described = await survey.Clients.Admin.DescribeConfigsAsync(
                topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic }),
                new DescribeConfigsOptions { RequestTimeout = options.Value.RequestTimeout }).WaitAsync(cancellationToken);
            return described.ToDictionary(
                topic => topic.ConfigResource.Name,
                IReadOnlyDictionary<string, string> (topic) => topic.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value));
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
