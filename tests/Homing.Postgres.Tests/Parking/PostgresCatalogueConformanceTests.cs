using Homing.Parking.Catalogue;
using Homing.Postgres.Tests.Server;

namespace Homing.Postgres.Tests.Parking;

public sealed class PostgresCatalogueConformanceTests(PostgresServer server) : CatalogueSourceConformance(server)
{
    private CatalogueInPostgres? _catalogue;

    protected override ICatalogueSource Shipped => Catalogue.Source;

    private CatalogueInPostgres Catalogue => _catalogue ??= new CatalogueInPostgres(ConnectionString);

    public override async ValueTask DisposeAsync()
    {
        if (_catalogue is { } catalogue)
        {
            await catalogue.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<ICatalogueSource> OfAsync(IReadOnlyList<CatalogueRow> rows)
    {
        await FirstAsync(Catalogue.Source);

        // What a careless owner of the table could do: then the program has the last word.
        await ExecuteAsync(
            """
            truncate parking.lot;
            alter table parking.lot drop constraint if exists capacity_is_1_to_100000,
                drop constraint if exists place_is_near_istanbul, drop constraint if exists park_type_is_known;
            """);
        await Catalogue.PutAsync(rows, Cancelled);
        return Catalogue.Source;
    }
}
