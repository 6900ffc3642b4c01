using System.Collections.Concurrent;
using Homing.Log.Kafka.Clients;

namespace Homing.Log.Kafka.Reading;

/// <summary>
/// Keeps a few consumers of closed readers for the next: a new one costs threads, connections and some milliseconds.
/// Thread-safe.
/// </summary>
internal sealed class ConsumerPool : IAsyncDisposable
{
    private readonly KafkaClients _clients;
    private readonly ConcurrentDictionary<ConsumerLoop, bool> _all = new();
    private readonly ConcurrentDictionary<string, ConcurrentStack<ConsumerLoop>> _idle = new(StringComparer.Ordinal);
    private int _idleCount;
    private volatile bool _closed;

    public ConsumerPool(KafkaClients clients) => _clients = clients;

    /// <summary>A consumer that keeps positions under the group's name and fetches nothing.</summary>
    public ConsumerLoop Rent(string group)
    {
        if (_idle.TryGetValue(group, out var idle) && idle.TryPop(out var kept))
        {
            Interlocked.Decrement(ref _idleCount);
            return kept;
        }

        var loop = new ConsumerLoop(_clients, _clients.NewConsumer(group), group);
        _all[loop] = true;
        return loop;
    }

    /// <summary>Takes back a consumer whose session is detached.</summary>
    public void Return(string group, ConsumerLoop loop)
    {
        if (!_closed && !loop.IsBroken && Interlocked.Increment(ref _idleCount) <= _clients.Options.IdleReaders)
        {
            _idle.GetOrAdd(group, _ => new()).Push(loop);
            return;
        }

        if (!_closed && !loop.IsBroken)
        {
            Interlocked.Decrement(ref _idleCount);
        }

        _ = DropAsync(loop);
    }

    /// <summary>Closes all there are, those that are still rented too.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await Task.WhenAll(_all.Keys.Select(loop => loop.DisposeAsync().AsTask()));
    }

    private async Task DropAsync(ConsumerLoop loop)
    {
        await loop.DisposeAsync();
        _all.TryRemove(loop, out _);
    }
}
