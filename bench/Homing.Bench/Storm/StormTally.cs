using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Homing.Bench.Storm;

/// <summary>Counts what the clients of a process try, and what comes of it.</summary>
internal sealed class StormTally
{
    private readonly ConcurrentQueue<long> _triedAt = new();
    private readonly ConcurrentDictionary<string, int> _errors = new();

    public long[] TriedAt => [.. _triedAt];

    public Dictionary<string, int> Errors => new(_errors);

    public void Tried() => _triedAt.Enqueue(TimeProvider.System.GetTimestamp());

    /// <summary>Answers the kind of failure.</summary>
    public string Failed(Exception exception)
    {
        var kind = exception switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            OperationCanceledException => "time-out",
            _ => exception.Message,
        };
        _errors.AddOrUpdate(kind, 1, static (_, count) => count + 1);
        return kind;
    }
}
