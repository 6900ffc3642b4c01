using Npgsql;

namespace Homing.Postgres.Following;

/// <summary>A connection that listens to a channel. Not thread-safe.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private bool _notified;

    private Listener(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notification += (_, _) => _notified = true;
    }

    public NpgsqlConnection Connection => _connection;

    /// <summary>Listens from now on: whatever is read afterwards is followed by a word of each later change.</summary>
    public static async Task<Listener> StartAsync(PostgresDatabase database, string channel, CancellationToken cancellationToken)
    {
        var listener = new Listener(await database.OpenAsync(cancellationToken));
        try
        {
            await using var listen = new NpgsqlCommand($"listen {channel}", listener._connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns once something was said since the last call, or so much time is over. One word stands for many.</summary>
    /// <returns>Whether something was said.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        // What was said while the table was read came with the answer.
        if (!_notified)
        {
            await _connection.WaitAsync(longest, cancellationToken);
        }

        var wasNotified = _notified;
        _notified = false;
        return wasNotified;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
