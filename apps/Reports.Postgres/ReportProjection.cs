using Homing.Log;
using Homing.Postgres;
using Homing.Reports.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Reports.Postgres;

/// <summary>
/// Keeps the tables of the reports as <c>report.events</c> says. Any number of processes may run it: one of them writes, and another goes
/// on where it ends. Every event counts once, since the position is written in one transaction with it.
/// </summary>
/// <remarks>
/// The position stands in the database alone and not in a group of the log: so tables that were dropped, or put back from an older
/// back-up, are made again from where they are.
/// </remarks>
internal sealed partial class ReportProjection : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ILog _log;
    private readonly PostgresDatabase _database;
    private readonly ReportOptions _reports;
    private readonly PostgresOptions _postgres;
    private readonly TimeProvider _time;
    private readonly ILogger<ReportProjection> _logger;

    public ReportProjection(
        ILog log,
        PostgresDatabase database,
        IOptions<ReportOptions> reports,
        IOptions<PostgresOptions> postgres,
        TimeProvider time,
        ILogger<ReportProjection> logger) =>
        (_log, _database, _reports, _postgres, _time, _logger) = (log, database, reports.Value, postgres.Value, time, logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 1; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await RunAsync(() => failures = 0, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HomingException or NpgsqlException or IOException)
            {
                LogFailure(failures, exception);
                var pause = Jitter.Equal(Math.Max(failures, 1), FirstPause, LongestPause);
                await Task.Delay(pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Ends only by an error: the connection that makes this process the writer broke, or something could not be read or written.</summary>
    private async Task RunAsync(Action began, CancellationToken stoppingToken)
    {
        if (_postgres.Migrate)
        {
            await _database.MigrateAsync(ReportTables.Migrations, stoppingToken);
        }

        await _log.EnsureSharedTopicAsync(ReportTopics.EventsOptions(_reports.Partitions, _reports.EventsKept), stoppingToken);
        await using var writer = await _database.OpenSessionAsync(stoppingToken);
        await BecomeWriterAsync(writer, stoppingToken);
        var topic = await _log.DescribeTopicAsync(ReportTopics.Events, stoppingToken);
        LogBegan(_database.Name);
        began();

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] tasks =
        [
            WatchAsync(writer, ended.Token),
            .. topic!.Partitions.Select((range, partition) => ProjectAsync(partition, range, ended.Token)),
        ];
        var first = await Task.WhenAny(tasks);
        await ended.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    // The lock is the session's: the server gives it up with the connection.
    private static async Task BecomeWriterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var wait = new NpgsqlCommand("select pg_advisory_lock(hashtext('homing'), hashtext('reports writer'))", connection)
        {
            CommandTimeout = 0,
        };
        await wait.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Throws when the connection breaks.</summary>
    private static async Task WatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private async Task ProjectAsync(int partition, OffsetRange range, CancellationToken cancellationToken)
    {
        var next = await ReportTables.ReadPositionAsync(_database, partition, cancellationToken);
        if (next > range.End)
        {
            throw new HomingException(
                $"The tables of the reports have read partition {partition} up to {next}, and it ends at {range.End}: they are of another "
                + "log. Drop the schema reports, and they are made again.");
        }

        await using var reader = _log.OpenReader(ReportTopics.Events, StartAt.At(next), [partition]);
        while (true)
        {
            var batch = await reader.ReadAsync(cancellationToken);
            if (!await ReportTables.TakeAsync(_database, next, batch, cancellationToken))
            {
                throw new HomingException("Another process writes the tables of the reports, too.", isTransient: true);
            }

            next = batch.Records.Span[^1].Offset + 1;
        }
    }

    private void LogFailure(int failures, Exception exception)
    {
        // Once an outage, so that the log stays readable.
        if (failures <= 1)
        {
            LogFailing(exception.Message);
        }
        else
        {
            LogStillFailing(exception, failures);
        }
    }

    [LoggerMessage(EventIds.ProjectionBegan, LogLevel.Information, "Writing the tables of the reports in {Database}")]
    private partial void LogBegan(string database);

    [LoggerMessage(EventIds.ProjectionFailed, LogLevel.Warning,
        "The tables of the reports are not kept up to date: {Reason} Trying again until they are")]
    private partial void LogFailing(string reason);

    [LoggerMessage(EventIds.ProjectionStillFailing, LogLevel.Debug, "The tables of the reports cannot be written, after {Failures} tries")]
    private partial void LogStillFailing(Exception exception, int failures);
}
