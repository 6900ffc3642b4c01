using Homing.Gateway.Connections;

namespace Homing.Gateway.Pushes;

/// <summary>
/// Finds the connections of a user in this process. Guests are found by their client id in the table of connections, so
/// that they cost nothing here; others are kept by user. Thread-safe.
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

    public IReadOnlyList<ClientConnection> Of(string userId)
    {
        lock (_gate)
        {
            var found = new List<ClientConnection>(_byUser.GetValueOrDefault(userId) ?? []);
            // A client that signed in is not the guest of the same name.
            if (table.TryGet(userId, out var connection) && connection!.UserId == userId && !found.Contains(connection))
            {
                found.Add(connection);
            }

            return found;
        }
    }
}
