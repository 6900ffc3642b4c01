using System.Collections.Concurrent;

namespace Homing.Gateway.Connections;

/// <summary>Who is connected to a gateway. Thread-safe.</summary>
internal sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<string, ClientConnection> _byClient = new(StringComparer.Ordinal);

    public int Count => _byClient.Count;

    public IEnumerable<ClientConnection> All => _byClient.Select(entry => entry.Value);

    public bool TryGet(string clientId, out ClientConnection? connection) =>
        _byClient.TryGetValue(clientId, out connection);

    /// <summary>Adds a connection in place of an older one of the same client, which is answered.</summary>
    public ClientConnection? Replace(ClientConnection connection)
    {
        while (true)
        {
            if (_byClient.TryAdd(connection.ClientId, connection))
            {
                return null;
            }

            if (_byClient.TryGetValue(connection.ClientId, out var older)
                && _byClient.TryUpdate(connection.ClientId, connection, older))
            {
                return older;
            }
        }
    }

    /// <summary>Removes this connection, not a newer one of the same client.</summary>
    public void Remove(ClientConnection connection) =>
        _byClient.TryRemove(new KeyValuePair<string, ClientConnection>(connection.ClientId, connection));
}
