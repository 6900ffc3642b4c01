using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Following;

/// <summary>
/// Follows tables: reads each at once and again within moments of a commit that changed it. A connection that broke is made
/// anew, and the table read again, for as long as it takes.
/// </summary>
public sealed partial class TableFollower
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly PostgresDatabase _database;
    private readonly PostgresOptions _options;
    private readonly PostgresMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Follows tables of a database.</summary>
    public TableFollower(
        PostgresDatabase database,
        IOptions<PostgresOptions> options,
        PostgresMetrics metrics,
        TimeProvider time,
        ILogger<TableFollower> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_database, _options, _metrics, _time, _logger) = (database, options.Value, metrics, time, logger);
    }

    /// <summary>What the table says now, and again each time that it may say something else. Ends only when cancelled.</summary>
    /// <exception cref="HomingException">Before the first reading: what another try will not mend.</exception>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        FollowedTable<T> table, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        await using var run = new Run<T>(this, table);
        for (var (failures, hasRead) = (0, false); ; hasRead = true)
        {
            T value;
            while (true)
            {
                try
                {
                    value = await run.NextAsync(cancellationToken);
                    failures = 0;
                    break;
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    var error = _database.Translate(exception);
                    if (!hasRead && !error.IsTransient)
                    {
                        throw error;
                    }

                    LogFailure(++failures, table.Name, error);
                }

                await run.DisposeAsync();
                await Task.Delay(Jitter.Equal(failures, FirstPause, LongestPause), _time, cancellationToken);
            }

            yield return value;
        }
    }

    private async Task PrepareAsync<T>(FollowedTable<T> table, CancellationToken cancellationToken)
    {
        if (_options.Migrate)
        {
            var applied = await _database.MigrateAsync(table.Migrations, cancellationToken);
            if (applied > 0)
            {
                LogMigrated(applied, table.Migrations.Schema, _database.Name);
            }
        }
    }

    private void LogFailure(int failures, string table, HomingException error)
    {
        // Once an outage, so that the log stays readable; the metric tells how long it lasts.
        if (failures == 1)
        {
            LogFailing(table, error.Message);
        }
        else
        {
            LogStillFailing(error, table, failures);
        }
    }

    [LoggerMessage(EventIds.Migrated, LogLevel.Information, "Applied {Count} migrations to the schema {Schema} of {Database}")]
    private partial void LogMigrated(int count, string schema, string database);

    [LoggerMessage(EventIds.Following, LogLevel.Information, "Following {Table} in {Database}")]
    private partial void LogFollowing(string table, string database);

    [LoggerMessage(EventIds.FollowingFailed, LogLevel.Warning,
        "{Table} cannot be read: {Reason} What is known of it stays in use; trying again until it can")]
    private partial void LogFailing(string table, string reason);

    [LoggerMessage(EventIds.StillFailing, LogLevel.Debug, "{Table} still cannot be read, after {Failures} tries")]
    private partial void LogStillFailing(Exception exception, string table, int failures);

    private sealed class Run<T>(TableFollower follower, FollowedTable<T> table) : IAsyncDisposable
    {
        private bool _isPrepared;
        private bool _isFollowing;
        private Listener? _listener;

        public async Task<T> NextAsync(CancellationToken cancellationToken)
        {
            if (_listener is not null)
            {
                await _listener.WaitAsync(follower._options.ReadAgainAfter, cancellationToken);
                return await ReadAsync(_listener, cancellationToken);
            }

            if (!_isPrepared)
            {
                await follower.PrepareAsync(table, cancellationToken);
            }

            // Listening comes first, so no change falls between it and the reading.
            var listener = await Listener.StartAsync(follower._database, table.Channel, cancellationToken);
            _listener = listener;
            if (!_isPrepared && follower._options.Migrate)
            {
                await table.FillAsync(listener.Connection, cancellationToken);
            }

            _isPrepared = true;

            var value = await ReadAsync(listener, cancellationToken);
            _isFollowing = true;
            follower._metrics.FollowingBegan(table.Name);
            follower.LogFollowing(table.Name, follower._database.Name);
            return value;
        }

        public async ValueTask DisposeAsync()
        {
            if (_isFollowing)
            {
                _isFollowing = false;
                follower._metrics.FollowingEnded(table.Name);
            }

            if (_listener is { } listener)
            {
                _listener = null;
                await listener.DisposeAsync();
            }
        }

        private async Task<T> ReadAsync(Listener listener, CancellationToken cancellationToken)
        {
            var started = follower._time.GetTimestamp();
            var succeeded = false;
            try
            {
                var value = await table.ReadAsync(listener.Connection, cancellationToken);
                succeeded = true;
                return value;
            }
            finally
            {
                follower._metrics.Read(table.Name, follower._time.GetElapsedTime(started), succeeded);
            }
        }
    }
}
