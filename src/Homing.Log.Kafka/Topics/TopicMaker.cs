using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Topics;

/// <summary>Makes topics, and keeps the retention of those that are there as asked for.</summary>
internal sealed partial class TopicMaker
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly KafkaClients _clients;
    private readonly TopicCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, TopicOptions> _altered = new(StringComparer.Ordinal);
    private int _notManageable;

    public TopicMaker(KafkaClients clients, TopicCatalog catalog, TimeProvider time) =>
        (_clients, _catalog, _time) = (clients, catalog, time);

    private KafkaLogOptions Options => _clients.Options;

    /// <summary>Makes the topic, or alters it where it is there.</summary>
    public async ValueTask EnsureAsync(TopicOptions topic, CancellationToken cancellationToken)
    {
        Check(topic);
        var partitions = await _catalog.FindAsync(topic.Name, cancellationToken);
        if (partitions == 0)
        {
            await CreateAsync(topic, cancellationToken);
            partitions = await WaitForAsync(topic.Name, cancellationToken);
        }
        else if (Options.ManageTopics && partitions == topic.Partitions)
        {
            await AlterAsync(topic);
        }

        if (partitions != topic.Partitions)
        {
            throw new LogException(
                LogError.InvalidTopic,
                $"Topic {topic.Name} has {partitions} partitions on Kafka at {Options.BootstrapServers}, and {topic.Partitions} are asked for. " +
                "Their number cannot change: use another topic, or make this one anew.");
        }
    }

    /// <summary>The properties of such a topic on Kafka.</summary>
    public static Dictionary<string, string> Configuration(TopicOptions topic, KafkaLogOptions options)
    {
        var configuration = new Dictionary<string, string>
        {
            ["cleanup.policy"] = topic.Compacted ? "compact" : "delete",
            ["retention.ms"] = topic.RetentionAge is { } kept ? Text((long)kept.TotalMilliseconds) : "-1",
            ["retention.bytes"] = Text(topic.RetentionBytes ?? -1),
            ["min.insync.replicas"] = Text(options.MinInSyncReplicas),
            ["max.message.bytes"] = Text(options.MaxRecordBytes),
            // A record's time is when the log took it, and rises within a partition, whatever clock its sender has.
            ["message.timestamp.type"] = "LogAppendTime",
        };
        if (topic.Compacted)
        {
            // Such topics are read whole at each start: they are compacted early, in small segments.
            configuration["min.cleanable.dirty.ratio"] = "0.1";
            configuration["segment.ms"] = Text((long)TimeSpan.FromHours(1).TotalMilliseconds);
            configuration["segment.bytes"] = Text(64 << 20);
            if (topic.RetentionAge is not null || topic.RetentionBytes is not null)
            {
                configuration["cleanup.policy"] = "compact,delete";
            }
        }
        else if (topic.RetentionAge is { } age)
        {
            // Only closed segments are removed.
            configuration["segment.ms"] = Text((long)Math.Clamp(
                age.TotalMilliseconds / 4, TimeSpan.FromMinutes(1).TotalMilliseconds, TimeSpan.FromDays(1).TotalMilliseconds));
        }

        return configuration;
    }

    private static void Check(TopicOptions topic)
    {
        if (!Name().IsMatch(topic.Name) || topic.Name is "." or ".." || topic.Partitions is < 1 or > 1024)
        {
            throw new LogException(
                LogError.InvalidTopic,
                $"Topic '{topic.Name}' with {topic.Partitions} partitions is not valid: 1 to 200 letters, digits, '.', '_' or '-', " +
                "and 1 to 1,024 partitions.");
        }
    }

    private async Task CreateAsync(TopicOptions topic, CancellationToken cancellationToken)
    {
        if (!Options.ManageTopics)
        {
            throw new LogException(
                LogError.UnknownTopic,
                $"There is no topic {topic.Name} on Kafka at {Options.BootstrapServers}, and {KafkaLogOptions.SectionName}:ManageTopics is false: " +
                $"make it with {topic.Partitions} partitions and {string.Join(", ", Configuration(topic, Options).Select(item => $"{item.Key}={item.Value}"))}.");
        }

        if (Volatile.Read(ref _notManageable) != 0)
        {
            await AskForAsync(topic.Name, cancellationToken);
            return;
        }

        var specification = new TopicSpecification
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions,
            ReplicationFactor = Options.ReplicationFactor,
            Configs = Configuration(topic, Options),
        };
        try
        {
            await _clients.Admin.CreateTopicsAsync(
                [specification],
                new CreateTopicsOptions { RequestTimeout = Options.RequestTimeout, OperationTimeout = Options.RequestTimeout });
            _altered[topic.Name] = topic;
            _clients.Logger.TopicCreated(topic.Name, topic.Partitions, Options.ReplicationFactor);
        }
        catch (CreateTopicsException exception) when (exception.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Somebody else was quicker.
        }
        catch (CreateTopicsException exception)
        {
            throw _clients.Describe(exception.Results[0].Error, $"Making topic {topic.Name}", exception);
        }
        catch (KafkaException exception) when (exception.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            if (Interlocked.Exchange(ref _notManageable, 1) == 0)
            {
                _clients.Logger.TopicsNotManageable();
            }

            await AskForAsync(topic.Name, cancellationToken);
        }
        catch (KafkaException exception)
        {
            throw _clients.Describe(exception.Error, $"Making topic {topic.Name}", exception);
        }
    }

    // Brokers that make topics by themselves do it when somebody asks for one by its name.
    private async Task AskForAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => _clients.Admin.GetMetadata(topic, Options.RequestTimeout), cancellationToken);
        }
        catch (KafkaException exception)
        {
            throw _clients.Describe(exception.Error, $"Making topic {topic}", exception);
        }
    }

    // The broker that made it tells the others; until then they say that it is not there.
    private async Task<int> WaitForAsync(string topic, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (_time.GetElapsedTime(begun) < Options.RequestTimeout)
        {
            if (await _catalog.FindAsync(topic, cancellationToken) is > 0 and var partitions)
            {
                return partitions;
            }

            await Task.Delay(LookAgain, _time, cancellationToken);
        }

        throw new LogException(LogError.Unavailable, $"Topic {topic} was made, but the brokers do not know it yet.");
    }

    private async Task AlterAsync(TopicOptions topic)
    {
        // Some ask before each append: the brokers hear of it once.
        if (Volatile.Read(ref _notManageable) != 0 || _altered.TryGetValue(topic.Name, out var done) && done == topic)
        {
            return;
        }

        var wanted = Configuration(topic, Options).Where(item => item.Key is "cleanup.policy" or "retention.ms" or "retention.bytes").ToList();
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic.Name };
        try
        {
            await _clients.Admin.IncrementalAlterConfigsAsync(
                new Dictionary<ConfigResource, List<ConfigEntry>>
                {
                    [resource] = [.. wanted.Select(item => new ConfigEntry
                    {
                        Name = item.Key, Value = item.Value, IncrementalOperation = AlterConfigOpType.Set,
                    })],
                },
                new IncrementalAlterConfigsOptions { RequestTimeout = Options.RequestTimeout });
            _altered[topic.Name] = topic;
            _clients.Logger.TopicAltered(topic.Name, string.Join(", ", wanted.Select(item => $"{item.Key}={item.Value}")));
        }
        catch (KafkaException exception) when (exception.Error.Code == ErrorCode.Local_UnsupportedFeature)
        {
            if (Interlocked.Exchange(ref _notManageable, 1) == 0)
            {
                _clients.Logger.TopicsNotManageable();
            }
        }
        catch (KafkaException exception)
        {
            // The topic is there and works: keeping more, or less, than asked for is no reason to stand still.
            var error = exception is IncrementalAlterConfigsException { Results: [{ } first, ..] } ? first.Error : exception.Error;
            _clients.Logger.TopicNotAltered(topic.Name, error.Reason);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,200}\z")]
    private static partial Regex Name();
}
