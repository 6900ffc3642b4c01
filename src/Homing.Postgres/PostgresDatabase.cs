using Homing.Postgres.Migrations;
using Npgsql;

namespace Homing.Postgres;

/// <summary>A database, and the connections to it. Thread-safe.</summary>
/// <remarks>Errors of the work given to it are <see cref="HomingException"/>, transient where another try may help.</remarks>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _unpooled;
    private readonly string _setting;

    /// <summary>Makes it; connections are made when they are needed.</summary>
    /// <param name="connectionString">That of Npgsql.</param>
    /// <param name="setting">The setting it comes from, for messages.</param>
    public PostgresDatabase(string connectionString, string setting)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName ??= "homing";
        if (settings.KeepAlive == 0)
        {
            // A listener only waits: without this it would never learn that the other side has vanished.
            settings.KeepAlive = 15;
        }

        _source = NpgsqlDataSource.Create(settings);
        settings.Pooling = false;
        _unpooled = settings.ConnectionString;
        _setting = setting;
        Name = FormattableString.Invariant($"{settings.Host}:{settings.Port}/{settings.Database}");
    }

    /// <summary>Where it is, as it may be shown.</summary>
    public string Name { get; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="HomingException">It cannot be opened.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Translate(exception);
        }
    }

    /// <summary>
    /// Opens a connection whose session ends with it, and with the session what it holds, such as a lock. In a pool the session would
    /// live on, and hold it until the connection is used again.
    /// </summary>
    /// <exception cref="HomingException">It cannot be opened.</exception>
    public async ValueTask<NpgsqlConnection> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_unpooled);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw Translate(exception);
        }
    }

    /// <summary>Does something over a connection of its own.</summary>
    /// <exception cref="HomingException">It failed.</exception>
    public async Task<T> UseAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = await OpenAsync(cancellationToken);
        try
        {
            return await work(connection, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            throw Translate(exception);
        }
    }

    /// <summary>Brings the tables of a set up to date. Any number of processes may do it at once.</summary>
    /// <returns>How many migrations were applied by this call.</returns>
    /// <exception cref="HomingException">One failed, or was changed after it had been applied.</exception>
    public Task<int> MigrateAsync(MigrationSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        return UseAsync((connection, cancelled) => MigrationRunner.RunAsync(connection, set, cancelled), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    internal HomingException Translate(Exception exception) => PostgresErrors.Translate(exception, Name, _setting);
}
