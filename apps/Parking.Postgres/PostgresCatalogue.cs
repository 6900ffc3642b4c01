using Homing.Parking.Catalogue;
using Homing.Postgres.Following;
using Homing.Postgres.Migrations;
using Homing.Roles;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Parking.Postgres;

/// <summary>The lots of the table <c>parking.lot</c>, read again when somebody edits it. At first it is filled from the file.</summary>
public sealed class PostgresCatalogue(TableFollower follower, IOptions<ParkingOptions> options) : ICatalogueSource
{
    /// <summary>What makes the tables.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Embedded("parking", typeof(PostgresCatalogue).Assembly);

    private const string Table = "parking.lot";

    // As text, for whatever stands there: the rules that a lot must keep are the same as for a file.
    private const string Select =
        """
        select lot_id, coalesce(name, ''), coalesce(st_y(place::geometry)::text, ''), coalesce(st_x(place::geometry)::text, ''),
            coalesce(capacity::text, ''), coalesce(park_type, ''), coalesce(work_hours, ''), coalesce(district, ''),
            coalesce(address, ''), coalesce(free_minutes::text, ''), coalesce(tariff, '')
        from parking.lot
        """;

    /// <inheritdoc/>
    public IAsyncEnumerable<LotCatalogue> ReadAsync(CancellationToken cancellationToken = default) => follower.FollowAsync(
        new FollowedTable<LotCatalogue>(
            Table,
            "parking_lot",
            Migrations,
            (connection, cancelled) =>
                CatalogueFilling.FillAsync(connection, ShippedFiles.Locate(options.Value.Catalogue), cancelled),
            ReadAsync),
        cancellationToken);

    private static async Task<LotCatalogue> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var catalogue = new CatalogueBuilder(Table);
        await using var select = new NpgsqlCommand(Select, connection);
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            catalogue.Add(new CatalogueRow(
                rows.GetString(0),
                rows.GetString(1),
                rows.GetString(2),
                rows.GetString(3),
                rows.GetString(4),
                rows.GetString(5),
                rows.GetString(6),
                rows.GetString(7),
                rows.GetString(8),
                rows.GetString(9),
                rows.GetString(10)));
        }

        return catalogue.Build();
    }
}
