using Homing.Gateway.Connections;

namespace Homing.Gateway.Pushes;

/// <summary>
/// Finds whom a push is for in this process: the connections of a user, or the one of a client. Clients, and so guests, are
/// found in the table of connections and cost nothing here; the others are kept by user. Thread-safe.
/// </summary>
internal sealed class UserConnections(ConnectionTable table)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ClientConnection>> _byUser = new(StringComparer.Ordinal);

    public void Add(ClientConnection connection)
    {
        if (connection.UserId == connection.ClientId)
        {
            return;
        }

        lock (_gate)
        {
            if (!_byUser.TryGetValue(connection.UserId, out var connections))
            {
                _byUser[connection.UserId] = connections = [];
            }

            connections.Add(connection);
        }
    }

    public void Remove(ClientConnection connection)
    {
        if (connection.UserId == connection.ClientId)
        {
            return;
        }

        lock (_gate)
        {
            if (_byUser.TryGetValue(connection.UserId, out var connections)
                && connections.Remove(connection) && connections.Count == 0)
            {
                _byUser.Remove(connection.UserId);
            }
        }
    }

    /// <param name="userId">A user, or a client id, which no user has for a name.</param>
    public IReadOnlyList<ClientConnection> Of(string userId)
    {
        lock (_gate)
        {
            var found = new List<ClientConnection>(_byUser.GetValueOrDefault(userId) ?? []);
            if (table.TryGet(userId, out var connection) && !found.Contains(connection!))
            {
                found.Add(connection!);
            }

            return found;
        }
    }
}
