using Homing.Postgres;
using Homing.Postgres.Migrations;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Games;
using Homing.Roles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Reports.Postgres.Provider;

/// <summary>The games of the table <c>warehouse.game_sales</c>. The first who asks has it made, and filled once from the file.</summary>
internal sealed partial class Warehouse : IGameWarehouse, IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly WarehouseOptions _options;
    private readonly string _file;
    private readonly ILogger<Warehouse> _logger;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _isPrepared;

    public Warehouse(IOptions<WarehouseOptions> options, IOptions<ProviderOptions> provider, ILogger<Warehouse> logger)
    {
        (_options, _logger) = (options.Value, logger);
        _file = ShippedFiles.Locate(provider.Value.Games);
        _database = _options.Open();
    }

    /// <summary>What makes the tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Embedded("warehouse", typeof(Warehouse).Assembly);

    /// <summary>What who reads them has to be allowed with each.</summary>
    public static IReadOnlyDictionary<string, string> Rights { get; } = new Dictionary<string, string>
    {
        ["warehouse.game_sales"] = "select",
        ["warehouse.loaded"] = "select",
        ["warehouse.left_out"] = "select",
    };

    public async Task<GameCounts> CountAsync(CancellationToken cancellationToken)
    {
        var read = await ReadAsync("select rows_read from warehouse.loaded", rows => rows.GetInt32(0), cancellationToken);
        return new GameCounts(
            read is [var all] ? all : 0,
            await ReadAsync(
                "select why, rows from warehouse.left_out order by nth",
                rows => new LeftOut(rows.GetString(0), rows.GetInt32(1)),
                cancellationToken));
    }

    public Task<IReadOnlyList<GameRow>> OfYearsAsync(int from, int to, CancellationToken cancellationToken) =>
        SelectAsync("year between $1 and $2", [from, to], cancellationToken);

    public Task<IReadOnlyList<GameRow>> OfPublishersAsync(
        IReadOnlyCollection<string> publishers, CancellationToken cancellationToken) =>
        SelectAsync("publisher = any ($1)", [publishers.ToArray()], cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, int>>> PublishersAsync(CancellationToken cancellationToken) => ReadAsync(
        "select publisher, count(*)::integer from warehouse.game_sales where publisher is not null group by publisher order by min(nth)",
        rows => KeyValuePair.Create(rows.GetString(0), rows.GetInt32(1)),
        cancellationToken);

    public async Task<int?> FirstReviewedYearAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(
            "select min(year) from warehouse.game_sales where user_count is not null",
            rows => rows.IsDBNull(0) ? default(int?) : rows.GetInt32(0),
            cancellationToken))[0];

    public ValueTask DisposeAsync()
    {
        _preparing.Dispose();
        return _database.DisposeAsync();
    }

    private Task<IReadOnlyList<GameRow>> SelectAsync(
        string condition, object[] parameters, CancellationToken cancellationToken) => ReadAsync(
        $"""
        select name, platform, year, genre, publisher, north_america, europe, japan, elsewhere, world, user_score, user_count
        from warehouse.game_sales where {condition} order by nth
        """,
        rows => new GameRow(
            rows.GetString(0),
            rows.GetString(1),
            rows.GetInt32(2),
            rows.GetString(3),
            rows.IsDBNull(4) ? null : rows.GetString(4),
            new Sales(rows.GetDecimal(5), rows.GetDecimal(6), rows.GetDecimal(7), rows.GetDecimal(8), rows.GetDecimal(9)),
            rows.IsDBNull(10) ? null : new UserReviews(rows.GetDecimal(10), rows.GetInt32(11))),
        cancellationToken,
        parameters);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, object[]? parameters = null)
    {
        await PrepareAsync(cancellationToken);
        return await _database.UseAsync<IReadOnlyList<T>>(
            async (connection, cancelled) =>
            {
                await using var select = new NpgsqlCommand(sql, connection);
                foreach (var parameter in parameters ?? [])
                {
                    select.Parameters.Add(new NpgsqlParameter { Value = parameter });
                }

                var all = new List<T>();
                await using var rows = await select.ExecuteReaderAsync(cancelled);
                while (await rows.ReadAsync(cancelled))
                {
                    all.Add(read(rows));
                }

                return all;
            },
            cancellationToken);
    }

    // What could not be made is tried again by the next report.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared || !_options.Migrate)
        {
            return;
        }

        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (!_isPrepared)
            {
                await _database.MigrateAsync(Migrations, cancellationToken);
                if (await _database.UseAsync((connection, cancelled) => WarehouseFilling.FillAsync(connection, _file, cancelled), cancellationToken))
                {
                    LogFilled(_database.Name, _file);
                }

                _isPrepared = true;
            }
        }
        finally
        {
            _preparing.Release();
        }
    }

    [LoggerMessage(EventIds.WarehouseFilled, LogLevel.Information, "Filled the warehouse in {Database} from {File}")]
    private partial void LogFilled(string database, string file);
}
