using System.Globalization;
using Homing.Doctor;
using Homing.Postgres.Migrations;
using Npgsql;

namespace Homing.Postgres.Doctor;

/// <summary>Looks whether a database is what its processes need: reached, new enough, with the tables and the rights. Changes nothing.</summary>
/// <param name="check">What is looked at.</param>
/// <param name="section">The section of the settings, which has <c>ConnectionString</c> and <c>Migrate</c>.</param>
/// <param name="database">The database.</param>
/// <param name="migrates">Whether the processes make the tables.</param>
/// <param name="expected">What has to be there.</param>
/// <param name="time">Measures.</param>
public sealed class DatabaseExamination(
    string check, string section, PostgresDatabase database, bool migrates, IReadOnlyList<ExpectedTables> expected, TimeProvider time)
{
    private const int LeastVersion = 13;
    private const int LeastPostgis = 3;

    private const string AskServer =
        """
        select current_setting('server_version'), current_setting('server_version_num')::integer / 10000, current_user,
            current_setting('server_encoding'), pg_is_in_recovery(), current_database(),
            has_database_privilege(current_database(), 'create'), rolsuper,
            coalesce((select extversion from pg_extension where extname = 'postgis'), ''),
            coalesce((select default_version from pg_available_extensions where name = 'postgis'), '')
        from pg_roles where rolname = current_user
        """;

    private string ConnectionString => $"{section}:{nameof(PostgresOptions.ConnectionString)}";

    private string Migrate => $"{section}:{nameof(PostgresOptions.Migrate)}";

    /// <summary>Looks.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.UseAsync(LookAsync, cancellationToken);
        }
        catch (HomingException exception)
        {
            return
            [
                DoctorFinding.Fail(
                    check,
                    exception.Message,
                    exception.IsTransient
                        ? $"Start PostgreSQL, let this machine reach it, or set {ConnectionString} to where it is."
                        : $"Put a user, password and database that it knows into {ConnectionString}."),
            ];
        }
    }

    private async Task<IReadOnlyList<DoctorFinding>> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var server = await ReadServerAsync(connection, cancellationToken);
        List<DoctorFinding> found = [JudgeServer(server, time.GetElapsedTime(begun))];
        if (expected.Any(tables => tables.NeedsPostgis))
        {
            found.Add(JudgePostgis(server));
        }

        foreach (var tables in expected)
        {
            found.Add(await JudgeMigrationsAsync(connection, server, tables.Migrations, cancellationToken));
            foreach (var (table, rights) in tables.Rights)
            {
                if (await JudgeRightsAsync(connection, server, table, rights, cancellationToken) is { } missing)
                {
                    found.Add(missing);
                }
            }
        }

        return found;
    }

    private static async Task<Server> ReadServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(AskServer, connection);
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return new Server(
            rows.GetString(0), rows.GetInt32(1), rows.GetString(2), rows.GetString(3), rows.GetBoolean(4), rows.GetString(5),
            rows.GetBoolean(6), rows.GetBoolean(7), rows.GetString(8), rows.GetString(9));
    }

    private DoctorFinding JudgeServer(Server server, TimeSpan took)
    {
        var seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{database.Name}: PostgreSQL {server.Version} as {server.User}, answers in {took.TotalMilliseconds:0.##} ms");
        return server.Major < LeastVersion
                ? DoctorFinding.Fail(check, seen, $"Upgrade it: {LeastVersion} is the oldest that works.")
            : server.Encoding != "UTF8"
                ? DoctorFinding.Fail(check, $"{seen}; its encoding is {server.Encoding}", "Make the database anew with encoding 'UTF8' template template0.")
            : server.IsReplica
                ? DoctorFinding.Fail(
                    check, $"{seen}; it is a replica, which can neither be written nor listened to",
                    $"Put the primary into {ConnectionString}, such as with Target Session Attributes=primary.")
            : DoctorFinding.Ok(check, seen);
    }

    private DoctorFinding JudgePostgis(Server server)
    {
        if (server.Postgis is { Length: > 0 } version)
        {
            return Major(version) < LeastPostgis
                ? DoctorFinding.Fail(check, $"PostGIS {version}", $"Upgrade it: {LeastPostgis} is the oldest that works; then alter extension postgis update.")
                : DoctorFinding.Ok(check, $"PostGIS {version}");
        }

        var create = $"Let a superuser do in {server.Database}: create extension postgis;";
        return server.AvailablePostgis is not { Length: > 0 } available
                ? DoctorFinding.Fail(
                    check, "PostGIS is not installed on the server",
                    $"Install it there, such as by apt install postgresql-{server.Major}-postgis-3. {create}")
            : migrates && server.IsSuperuser
                ? DoctorFinding.Ok(check, $"PostGIS {available} is not in {server.Database} yet; Homing puts it there")
            : DoctorFinding.Fail(check, $"PostGIS {available} is on the server, and not in {server.Database}", create);
    }

    private async Task<DoctorFinding> JudgeMigrationsAsync(
        NpgsqlConnection connection, Server server, MigrationSet set, CancellationToken cancellationToken)
    {
        var table = $"{set.Schema}.migration";
        if (await ExistsAsync(connection, table, cancellationToken) && !await MayAsync(connection, table, "select", cancellationToken))
        {
            return migrates
                ? DoctorFinding.Fail(
                    check, $"schema {set.Schema}: {server.User} may not read which migrations were applied",
                    $"Connect as the owner of the tables, or set {Migrate} to false.")
                : DoctorFinding.Ok(check, $"schema {set.Schema} is there; which migrations were applied is not for {server.User} to see");
        }

        var applied = await MigrationRunner.ReadAppliedAsync(connection, set.Schema, cancellationToken);
        if (set.Migrations.FirstOrDefault(one => applied?.GetValueOrDefault(one.Number, one.Checksum) is { } was && was != one.Checksum) is { } changed)
        {
            return DoctorFinding.Fail(
                check, $"schema {set.Schema}: migration {changed.Number:0000}-{changed.Name} is not the one that was applied",
                "Run the version of Homing that made the tables, or a later one; or restore the database.");
        }

        var pending = set.Migrations.Count(one => applied?.ContainsKey(one.Number) != true);
        var newer = applied?.Keys.Count(number => number > set.Migrations.Count) ?? 0;
        var seen = $"schema {set.Schema}: {set.Migrations.Count - pending} of {set.Migrations.Count} migrations applied";
        return pending > 0 ? await JudgePendingAsync(connection, server, set.Schema, seen, isNew: applied is null, cancellationToken)
            : newer > 0 ? DoctorFinding.Warn(
                check, $"{seen}, and {newer} of a newer version", "Upgrade Homing here, too: this version knows nothing of them.")
            : DoctorFinding.Ok(check, seen);
    }

    private async Task<DoctorFinding> JudgePendingAsync(
        NpgsqlConnection connection, Server server, string schema, string seen, bool isNew, CancellationToken cancellationToken)
    {
        if (!migrates)
        {
            return DoctorFinding.Fail(check, seen, $"Start a process with {Migrate}=true and the owner's connection string once: it applies the others.");
        }

        if (isNew ? server.MayCreate : await AskAsync(connection, "select has_schema_privilege($1, 'create')", schema, cancellationToken))
        {
            return DoctorFinding.Ok(check, $"{seen}; Homing applies the others");
        }

        return DoctorFinding.Fail(
            check,
            $"{seen}, and {server.User} may not apply the others",
            isNew
                ? $"grant create on database {Quote(server.Database)} to {Quote(server.User)};"
                : $"Connect as the owner of the schema {schema}.");
    }

    /// <summary>Null where nothing is missing, or the table is: then that is said already.</summary>
    private async Task<DoctorFinding?> JudgeRightsAsync(
        NpgsqlConnection connection, Server server, string table, string rights, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, table, cancellationToken))
        {
            return null;
        }

        var schema = table.Split('.')[0];
        var missing = new List<string>();
        foreach (var right in rights.Split(", "))
        {
            if (!await MayAsync(connection, table, right, cancellationToken))
            {
                missing.Add(right);
            }
        }

        var mayUse = await AskAsync(connection, "select has_schema_privilege($1, 'usage')", schema, cancellationToken);
        return mayUse && missing.Count == 0 ? null : DoctorFinding.Fail(
            check,
            $"{server.User} may not {string.Join(", ", missing.Count == 0 ? ["use the schema of"] : missing)} {table}",
            (mayUse ? "" : $"grant usage on schema {schema} to {Quote(server.User)}; ")
            + (missing.Count == 0 ? "" : $"grant {string.Join(", ", missing)} on {table} to {Quote(server.User)};"));
    }

    // By the catalogue, which everybody may read, whatever the rights to the schema.
    private static Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) => AskAsync(
        connection,
        "select exists (select from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname || '.' || relname = $1)",
        table,
        cancellationToken);

    private static Task<bool> MayAsync(NpgsqlConnection connection, string table, string right, CancellationToken cancellationToken) => AskAsync(
        connection,
        $"select has_table_privilege(pg_class.oid, '{right}') from pg_class join pg_namespace on pg_namespace.oid = relnamespace "
        + "where nspname || '.' || relname = $1",
        table,
        cancellationToken);

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, string parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Server(
        string Version, int Major, string User, string Encoding, bool IsReplica, string Database, bool MayCreate, bool IsSuperuser,
        string Postgis, string AvailablePostgis);
}
