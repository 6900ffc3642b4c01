using Homing.Deliveries.Routes;
using Npgsql;
using NpgsqlTypes;

namespace Homing.Deliveries.Postgres;

/// <summary>Puts the routes of the files into the table, once in the life of a database.</summary>
internal static class RouteFilling
{
    private const string Insert =
        """
        insert into deliveries.route (route_id, title, line)
        select route_id, title, st_setsrid(line::geometry, 4326)::geography
        from unnest($1::text[], $2::text[], $3::path[]) with ordinality as shipped (route_id, title, line, nth)
        order by nth
        on conflict (route_id) do nothing
        """;

    public static async Task FillAsync(
        NpgsqlConnection connection, string list, double maxJumpM, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // What would be refused of the files does not get into the table either.
        var routes = RouteCatalogueReader.ReadFile(list, maxJumpM).Routes;
        if (await NoteAsync(connection, list, routes.Count, cancellationToken))
        {
            await InsertAsync(connection, routes, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>False where it was filled already; another that is filling right now is waited for.</summary>
    private static async Task<bool> NoteAsync(
        NpgsqlConnection connection, string list, int routes, CancellationToken cancellationToken)
    {
        await using var note = new NpgsqlCommand(
            "insert into deliveries.filled (source, routes) values ($1, $2) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = Path.GetFileName(list) }, new() { Value = routes } },
        };
        return await note.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection, IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new() { Value = routes.Select(route => route.Id).ToArray() },
                new() { Value = routes.Select(route => route.Title).ToArray() },
                new() { Value = routes.Select(route => PathOf(route.Line)).ToArray() },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    // An open path: longitude is x, as everywhere in PostGIS.
    private static NpgsqlPath PathOf(RouteLine line) =>
        new(line.Points.Select(point => new NpgsqlPoint(point.Lng, point.Lat)), open: true);
}
