using Npgsql;

namespace Homing.Postgres.Migrations;

/// <summary>
/// Applies what is not applied yet, forward only, each change in a transaction of its own together with the note that it was.
/// </summary>
/// <remarks>
/// The lock is the transaction's, so it also works through a pooler, and whoever waited for it sees what the other has done.
/// </remarks>
internal static class MigrationRunner
{
    public static async Task<int> RunAsync(NpgsqlConnection connection, MigrationSet set, CancellationToken cancellationToken)
    {
        var applied = 0;
        while (await ApplyNextAsync(connection, set, cancellationToken))
        {
            applied++;
        }

        return applied;
    }

    private static async Task<bool> ApplyNextAsync(
        NpgsqlConnection connection, MigrationSet set, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock(hashtext('homing'), hashtext('{set.Schema}'))", cancellationToken);
        var checksums = await ReadAppliedAsync(connection, set.Schema, cancellationToken);
        foreach (var migration in set.Migrations)
        {
            if (checksums is null || !checksums.TryGetValue(migration.Number, out var checksum))
            {
                await ApplyAsync(connection, set.Schema, migration, isFirst: checksums is null, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return true;
            }

            if (checksum != migration.Checksum)
            {
                throw new HomingException(
                    $"The migration {migration.Number:0000}-{migration.Name} of the schema {set.Schema} was changed after it had been "
                    + "applied. Put it back as it was, and make the change in a new one.");
            }
        }

        // Numbers above ours are those of a newer program beside this one.
        return false;
    }

    /// <summary>The checksums by number; null where nothing was ever applied.</summary>
    public static async Task<Dictionary<int, string>?> ReadAppliedAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand($"select to_regclass('{schema}.migration') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return null;
        }

        var checksums = new Dictionary<int, string>();
        await using var select = new NpgsqlCommand($"select number, checksum from {schema}.migration", connection);
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            checksums.Add(rows.GetInt32(0), rows.GetString(1));
        }

        return checksums;
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, string schema, Migration migration, bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            await ExecuteAsync(
                connection,
                $"""
                create schema if not exists {schema};
                create table {schema}.migration (
                    number integer primary key,
                    name text not null,
                    checksum text not null,
                    applied_at timestamptz not null default now()
                );
                """,
                cancellationToken);
        }

        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var note = new NpgsqlCommand(
            $"insert into {schema}.migration (number, name, checksum) values ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Checksum },
            },
        };
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
