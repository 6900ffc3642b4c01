using System.Diagnostics.CodeAnalysis;
using Homing.Gateway.Connections;

namespace Homing.Gateway.Pushes;

/// <summary>
/// The open pushes of a process in the order they came, by id and by addressee, bounded in bytes and in count. Not
/// thread-safe.
/// </summary>
internal sealed class PushBoard(int maxCount, long maxBytes)
{
    /// <summary>
    /// Pushes that may be on their way to one connection: with the largest bodies half of what may wait for a slow
    /// client by default, so that however many are open, sending them never closes it.
    /// </summary>
    public const int Window = 16;

    private readonly LinkedList<OpenPush> _byAge = [];
    private readonly Dictionary<string, LinkedListNode<OpenPush>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OpenPush>> _byUser = new(StringComparer.Ordinal);
    private long _bytes;

    public int Count => _byId.Count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<OpenPush> All => _byAge;

    public bool Contains(string id) => _byId.ContainsKey(id);

    /// <summary>Adds a push with a new id behind the others.</summary>
    public void Add(OpenPush push)
    {
        _byId.Add(push.Id, _byAge.AddLast(push));
        if (!_byUser.TryGetValue(push.UserId, out var pushes))
        {
            _byUser[push.UserId] = pushes = [];
        }

        pushes.Add(push);
        _bytes += push.Size;
    }

    /// <returns>False where it is not open.</returns>
    public bool Remove(string id, [NotNullWhen(true)] out OpenPush? push)
    {
        push = null;
        if (!_byId.Remove(id, out var node))
        {
            return false;
        }

        push = node.Value;
        _byAge.Remove(node);
        _bytes -= push.Size;
        var pushes = _byUser[push.UserId];
        pushes.Remove(push);
        if (pushes.Count == 0)
        {
            _byUser.Remove(push.UserId);
        }

        return true;
    }

    /// <summary>Takes out the oldest push while there are too many.</summary>
    public bool TryEvict([NotNullWhen(true)] out OpenPush? oldest)
    {
        oldest = null;
        return (Count > maxCount || (_bytes > maxBytes && Count > 1)) && Remove(_byAge.First!.Value.Id, out oldest);
    }

    /// <summary>
    /// Marks as sent, and answers, what the connection should be sent next: the oldest that it was not, its user's before
    /// those for this client alone, as many as its window has room for.
    /// </summary>
    public List<OpenPush> TakeFor(ClientConnection connection, DateTimeOffset now)
    {
        var next = new List<OpenPush>();
        var window = Window;
        foreach (var push in PushesFor(connection))
        {
            if (window == 0)
            {
                break;
            }

            if (push.ExpiresAt > now)
            {
                window--;
                if (push.TryMarkSent(connection))
                {
                    next.Add(push);
                }
            }
        }

        return next;
    }

    private IEnumerable<OpenPush> PushesFor(ClientConnection connection)
    {
        IEnumerable<OpenPush> ofUser = _byUser.GetValueOrDefault(connection.UserId) ?? [];
        return connection.UserId != connection.ClientId && _byUser.TryGetValue(connection.ClientId, out var ofClient)
            ? ofUser.Concat(ofClient)
            : ofUser;
    }
}
