using Homing.Deliveries.Postgres;
using Homing.Deliveries.Routes;
using Homing.Postgres.Tests.Server;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Homing.Postgres.Tests.Deliveries;

public sealed class PostgresRoutesConformanceTests(PostgresServer server) : RouteSourceConformance(server)
{
    private FollowedDatabase? _following;

    protected override IRouteSource Shipped => new PostgresRoutes(Database.Follower, Options.Create(Defaults));

    private FollowedDatabase Database => _following ??= new FollowedDatabase(ConnectionString);

    public override async ValueTask DisposeAsync()
    {
        if (_following is { } following)
        {
            await following.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<IRouteSource> OfAsync(IReadOnlyList<RouteRow> rows)
    {
        var source = Shipped;
        await FirstAsync(source);

        // What a careless owner of the table could do: then the program has the last word.
        await ExecuteAsync(
            """
            truncate deliveries.route;
            alter table deliveries.route drop constraint if exists route_id_can_stand_in_an_address,
                drop constraint if exists title_is_not_empty, drop constraint if exists line_has_2_to_20000_points,
                drop constraint if exists line_has_two_places;
            """);
        await Database.Database.UseAsync(
            async (connection, cancelled) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var row in rows)
                {
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(
                        "insert into deliveries.route values ($1, $2, st_setsrid($3::path::geometry, 4326)::geography)")
                    {
                        Parameters =
                        {
                            new() { Value = row.Id },
                            new() { Value = row.Title },
                            new() { Value = new NpgsqlPath(row.Points.Select(point => new NpgsqlPoint(point.Lng, point.Lat)), open: true) },
                        },
                    });
                }

                return rows.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancelled);
            },
            Cancelled);
        return source;
    }
}
