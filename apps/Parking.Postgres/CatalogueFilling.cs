using System.Globalization;
using Homing.Parking.Catalogue;
using Npgsql;

namespace Homing.Parking.Postgres;

/// <summary>Puts the lots of the catalogue file into the table, once in the life of a database.</summary>
internal static class CatalogueFilling
{
    private const string Insert =
        """
        insert into parking.lot (
            lot_id, name, place, capacity, park_type, work_hours, district, address, free_minutes, tariff)
        select lot_id, name, st_setsrid(st_makepoint(lng, lat), 4326)::geography, capacity, park_type, work_hours, district,
            address, free_minutes, tariff
        from unnest(
            $1::text[], $2::text[], $3::double precision[], $4::double precision[], $5::integer[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::integer[], $11::text[]) as shipped (
            lot_id, name, lat, lng, capacity, park_type, work_hours, district, address, free_minutes, tariff)
        on conflict (lot_id) do nothing
        """;

    public static async Task FillAsync(NpgsqlConnection connection, string file, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var catalogue = new CatalogueBuilder(file);
        var tariffs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, row, _) in CatalogueReader.ReadRows(file))
        {
            // What the search leaves out of a file does not get into the table either.
            if (row is not null && catalogue.Add(row, line))
            {
                tariffs.Add(row.Id, row.Tariff);
            }
        }

        var lots = catalogue.Build().Lots;
        if (await NoteAsync(connection, file, lots.Count, cancellationToken))
        {
            await InsertAsync(connection, lots, tariffs, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>False where it was filled already; another that is filling right now is waited for.</summary>
    private static async Task<bool> NoteAsync(
        NpgsqlConnection connection, string file, int lots, CancellationToken cancellationToken)
    {
        await using var note = new NpgsqlCommand(
            "insert into parking.filled (source, lots) values ($1, $2) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = Path.GetFileName(file) }, new() { Value = lots } },
        };
        return await note.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Lot> lots,
        Dictionary<string, string> tariffs,
        CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                Column(lot => lot.Id),
                Column(lot => lot.Name),
                Column(lot => lot.Latitude),
                Column(lot => lot.Longitude),
                Column(lot => lot.Capacity),
                Column(lot => ParkTypes.NameOf(lot.Type)),
                Column(lot => lot.Hours?.Text ?? ""),
                Column(lot => lot.District),
                Column(lot => lot.Address),
                Column(lot => FreeMinutes(lot)),
                Column(lot => tariffs[lot.Id]),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);

        NpgsqlParameter Column<T>(Func<Lot, T> value) => new() { Value = lots.Select(value).ToArray() };
    }

    private static int FreeMinutes(Lot lot) =>
        Convert.ToInt32(lot.Tariff?.FreeOfCharge.TotalMinutes ?? 0, CultureInfo.InvariantCulture);
}
