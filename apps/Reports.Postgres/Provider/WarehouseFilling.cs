using Homing.Reports.Provider.App.Games;
using Npgsql;
using NpgsqlTypes;

namespace Homing.Reports.Postgres.Provider;

/// <summary>Puts the games of the file into the tables, once in the life of a database.</summary>
internal static class WarehouseFilling
{
    /// <summary>False where it was filled already; another that is filling right now is waited for.</summary>
    public static async Task<bool> FillAsync(NpgsqlConnection connection, string file, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var note = new NpgsqlCommand(
            "insert into warehouse.loaded (source, rows_read) values ($1, 0) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = Path.GetFileName(file) } },
        };
        if (await note.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        var table = GameTableReader.ReadFile(file);
        await CopyAsync(connection, table.Rows, cancellationToken);
        await CountAsync(connection, table.Counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<GameRow> games, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy warehouse.game_sales (
                nth, name, platform, year, genre, publisher, north_america, europe, japan, elsewhere, world, user_score, user_count)
            from stdin (format binary)
            """,
            cancellationToken);
        foreach (var (nth, game) in games.Index())
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(nth, cancellationToken);
            await copy.WriteAsync(game.Name, cancellationToken);
            await copy.WriteAsync(game.Platform, cancellationToken);
            await copy.WriteAsync(game.Year, cancellationToken);
            await copy.WriteAsync(game.Genre, cancellationToken);
            await copy.WriteAsync(game.Publisher, NpgsqlDbType.Text, cancellationToken);
            foreach (var sales in game.Sales.Regions.Append(game.Sales.World))
            {
                await copy.WriteAsync(sales, cancellationToken);
            }

            await copy.WriteAsync(game.Reviews?.Score, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteAsync(game.Reviews?.Count, NpgsqlDbType.Integer, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CountAsync(NpgsqlConnection connection, GameCounts counts, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update warehouse.loaded set rows_read = $1")
        {
            Parameters = { new() { Value = counts.RowsRead } },
        });
        foreach (var (nth, leftOut) in counts.LeftOut.Index())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into warehouse.left_out values ($1, $2, $3)")
            {
                Parameters = { new() { Value = nth }, new() { Value = leftOut.Why }, new() { Value = leftOut.Rows } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
