using System.Globalization;
using Homing.Parking;
using Homing.Parking.Catalogue;
using Homing.Parking.Postgres;
using Homing.Postgres.Tests.Server;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Homing.Postgres.Tests.Parking;

/// <summary>The catalogue in a database, and an operator with SQL beside it.</summary>
internal sealed class CatalogueInPostgres : IAsyncDisposable
{
    private const string Upsert =
        """
        insert into parking.lot values (
            $1, $2, st_point($4, $3)::geography, $5, $6, $7, $8, $9, $10, $11)
        on conflict (lot_id) do nothing
        """;

    private readonly FollowedDatabase _following;

    public CatalogueInPostgres(string connectionString)
    {
        _following = new FollowedDatabase(connectionString);
        Source = new PostgresCatalogue(_following.Follower, Options.Create(new ParkingOptions()));
    }

    public PostgresCatalogue Source { get; }

    /// <summary>Puts in rows; one whose id is there already is left out, as in a file.</summary>
    public Task<int> PutAsync(IReadOnlyList<CatalogueRow> rows, CancellationToken cancellationToken) => _following.Database.UseAsync(
        async (connection, cancelled) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var row in rows)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Upsert)
                {
                    Parameters =
                    {
                        new() { Value = row.Id },
                        new() { Value = row.Name },
                        new() { Value = double.Parse(row.Latitude, CultureInfo.InvariantCulture) },
                        new() { Value = double.Parse(row.Longitude, CultureInfo.InvariantCulture) },
                        new() { Value = int.Parse(row.Capacity, CultureInfo.InvariantCulture) },
                        new() { Value = row.Type },
                        new() { Value = row.Hours },
                        new() { Value = row.District },
                        new() { Value = row.Address },
                        new() { Value = int.Parse(row.FreeMinutes, CultureInfo.InvariantCulture) },
                        new() { Value = row.Tariff },
                    },
                });
            }

            return rows.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancelled);
        },
        cancellationToken);

    public ValueTask DisposeAsync() => _following.DisposeAsync();
}
