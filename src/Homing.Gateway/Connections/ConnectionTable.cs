using System.Collections.Concurrent;

namespace Homing.Gateway.Connections;

/// <summary>Who is connected to the gateways of this process. A client has one connection. Thread-safe.</summary>
internal sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<string, ClientConnection> _byClient = new(StringComparer.Ordinal);

    private long _numbers;

    public IEnumerable<ClientConnection> All => _byClient.Select(entry => entry.Value);

    /// <summary>A number that no other connection of this process has.</summary>
    public long NextNumber() => Interlocked.Increment(ref _numbers);

    public bool TryGet(string clientId, out ClientConnection? connection) =>
        _byClient.TryGetValue(clientId, out connection);

    /// <summary>The connections of one gateway.</summary>
    public IEnumerable<ClientConnection> Of(Gateway gateway) =>
        All.Where(connection => connection.Gateway == gateway);

    /// <summary>Adds a connection in place of an older one of the same client, which is answered.</summary>
    public ClientConnection? Replace(ClientConnection connection)
    {
        connection.Gateway.CountConnection(1);
        while (true)
        {
            if (_byClient.TryAdd(connection.ClientId, connection))
            {
                return null;
            }

            if (_byClient.TryGetValue(connection.ClientId, out var older)
                && _byClient.TryUpdate(connection.ClientId, connection, older))
            {
                older.Gateway.CountConnection(-1);
                return older;
            }
        }
    }

    /// <summary>Removes this connection, not a newer one of the same client.</summary>
    public void Remove(ClientConnection connection)
    {
        if (_byClient.TryRemove(new KeyValuePair<string, ClientConnection>(connection.ClientId, connection)))
        {
            connection.Gateway.CountConnection(-1);
        }
    }
}
