using Homing.Deliveries.Routes;
using Homing.Postgres.Following;
using Homing.Postgres.Migrations;
using Homing.Roles;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Homing.Deliveries.Postgres;

/// <summary>The routes of the table <c>deliveries.route</c>, read again when somebody edits it. At first it is filled from the files.</summary>
public sealed class PostgresRoutes(TableFollower follower, IOptions<DeliveryOptions> options) : IRouteSource
{
    /// <summary>What makes the tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Embedded("deliveries", typeof(PostgresRoutes).Assembly);

    private const string Table = "deliveries.route";

    // For whatever stands there: the rules that a route must keep are the same as for a file.
    private const string Select =
        """
        select route_id, coalesce(btrim(title), ''), case when st_npoints(line::geometry) > 0 then line::geometry::path end
        from deliveries.route order by rank, route_id
        """;

    /// <inheritdoc/>
    public IAsyncEnumerable<RouteCatalogue> ReadAsync(CancellationToken cancellationToken = default) => follower.FollowAsync(
        new FollowedTable<RouteCatalogue>(
            Table,
            "deliveries_route",
            Migrations,
            (connection, cancelled) => RouteFilling.FillAsync(
                connection, ShippedFiles.Locate(options.Value.Routes), options.Value.MaxJumpM, cancelled),
            ReadAsync),
        cancellationToken);

    private async Task<RouteCatalogue> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var routes = new RouteCatalogueBuilder(Table);
        await using var select = new NpgsqlCommand(Select, connection);
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var id = rows.GetString(0);
            var path = await rows.GetFieldValueAsync<NpgsqlPath?>(2, cancellationToken);
            routes.Add(id, rows.GetString(1), faults => MeasureLine(id, path, faults));
        }

        return routes.Build();
    }

    private RouteLine? MeasureLine(string id, NpgsqlPath? path, ICollection<RouteFault> faults)
    {
        var line = new LineBuilder($"{Table} {id}", options.Value.MaxJumpM);
        foreach (var point in path ?? default(IEnumerable<NpgsqlPoint>) ?? [])
        {
            line.Add(new Coordinate(point.Y, point.X));
        }

        return line.Build(faults);
    }
}
