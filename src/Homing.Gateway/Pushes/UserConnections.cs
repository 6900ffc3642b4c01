using Homing.Gateway.Connections;

namespace Homing.Gateway.Pushes;

/// <summary>
/// Finds the connections of a user in this process. Guests are found by their client id in the tables of the gateways,
/// so that they cost nothing here; others are kept by user. Thread-safe.
/// </summary>
internal sealed class UserConnections
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ClientConnection>> _byUser = new(StringComparer.Ordinal);
    private readonly List<ConnectionTable> _tables = [];

    /// <summary>Looks in this table as well from now on.</summary>
    public void Add(ConnectionTable table)
    {
        lock (_gate)
        {
            _tables.Add(table);
        }
    }

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
            foreach (var table in _tables)
            {
                // A client that signed in is not the guest of the same name.
                if (table.TryGet(userId, out var connection) && connection!.UserId == userId && !found.Contains(connection))
                {
                    found.Add(connection);
                }
            }

            return found;
        }
    }
}
