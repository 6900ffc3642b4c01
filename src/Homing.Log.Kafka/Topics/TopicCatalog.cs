using System.Collections.Frozen;
using Confluent.Kafka;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Topics;

/// <summary>
/// Which topics there are, and how many partitions each has. What is there is remembered; whoever misses one has all of
/// them asked for anew, by a question that makes none. Thread-safe.
/// </summary>
internal sealed class TopicCatalog
{
    private readonly KafkaClients _clients;
    private readonly Coalescer<bool, FrozenDictionary<string, int>> _questions;
    private FrozenDictionary<string, int> _partitions = FrozenDictionary<string, int>.Empty;

    public TopicCatalog(KafkaClients clients)
    {
        _clients = clients;
        _questions = new(_ => AskAsync());
    }

    /// <summary>Whether the topic is remembered.</summary>
    public bool Knows(string topic) => Volatile.Read(ref _partitions).ContainsKey(topic);

    /// <summary>The partitions of the topic; 0 where there is no such topic.</summary>
    public async ValueTask<int> FindAsync(string topic, CancellationToken cancellationToken) =>
        Volatile.Read(ref _partitions).TryGetValue(topic, out var known)
            ? known
            : (await ListAsync(cancellationToken)).GetValueOrDefault(topic);

    /// <summary>The partitions of the topic.</summary>
    /// <exception cref="LogException">There is no such topic.</exception>
    public async ValueTask<int> GetAsync(string topic, CancellationToken cancellationToken) =>
        await FindAsync(topic, cancellationToken) is > 0 and var partitions ? partitions : throw KafkaErrors.UnknownTopic(topic);

    /// <summary>Brokers say that a topic is gone: nothing is remembered any more.</summary>
    public void Forget() => Volatile.Write(ref _partitions, FrozenDictionary<string, int>.Empty);

    /// <summary>All topics now, but those that Kafka keeps for itself, with the number of their partitions.</summary>
    public async ValueTask<FrozenDictionary<string, int>> ListAsync(CancellationToken cancellationToken) =>
        (await _questions.AskAsync(true, cancellationToken))!;

    private async Task<IReadOnlyDictionary<bool, Answer<FrozenDictionary<string, int>>>> AskAsync()
    {
        try
        {
            // The client has no other way to ask without naming a topic, and naming it may make it.
            var metadata = await Task.Run(() => _clients.Admin.GetMetadata(_clients.Options.RequestTimeout));
            _clients.Answered();
            var found = metadata.Topics
                .Where(topic => topic.Partitions.Count > 0 && !topic.Topic.StartsWith("__", StringComparison.Ordinal))
                .ToFrozenDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
            Volatile.Write(ref _partitions, found);
            return new Dictionary<bool, Answer<FrozenDictionary<string, int>>> { [true] = new(found) };
        }
        catch (KafkaException exception)
        {
            throw _clients.Describe(exception.Error, "Asking for the topics", exception);
        }
    }
}
