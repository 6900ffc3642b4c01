using FsCheck;
using FsCheck.Fluent;
using Homing.Parking;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;
using Homing.Postgres.Tests.Server;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Parking;

/// <summary>What every <see cref="ICatalogueSource"/> keeps: the same rows are the same lots, wherever they come from.</summary>
public abstract class CatalogueSourceConformance(PostgresServer server) : PostgresTests(server)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 7, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A source of the shipped lots.</summary>
    protected abstract ICatalogueSource Shipped { get; }

    /// <summary>A source of just these rows. Rows that a source would not even take are put in all the same.</summary>
    protected abstract Task<ICatalogueSource> OfAsync(IReadOnlyList<CatalogueRow> rows);

    [Fact]
    public async Task Shipped_lots_are_those_of_the_file()
    {
        var expected = CatalogueReader.ReadFile(Homing.Roles.ShippedFiles.Locate(new ParkingOptions().Catalogue));

        var catalogue = await FirstAsync(Shipped);

        Assert.Equal(741, expected.Lots.Count);
        Assert.Equal(expected.Lots, catalogue.Lots);
    }

    [Fact]
    public async Task Bad_row_is_set_aside_with_its_reason_and_the_others_are_there()
    {
        var source = await OfAsync(
        [
            Rows.Good("1"),
            Rows.Good("2") with { Capacity = "0" },
            Rows.Good("3") with { Latitude = "28.9", Longitude = "41.0" },
            Rows.Good("4") with { Type = "garage" },
            Rows.Good("5") with { Latitude = "50" },
            Rows.Good("6"),
        ]);

        var catalogue = await FirstAsync(source);

        Assert.Equal(["1", "6"], catalogue.Lots.Select(lot => lot.Id));
        Assert.Equal(6, catalogue.Report.Rows);
        Assert.Equal(
            [RejectReason.OutOfBounds, RejectReason.SwappedCoordinates, RejectReason.BadCapacity, RejectReason.Malformed],
            catalogue.Report.Rejected.Select(row => row.Reason).Order());
        Assert.Contains(catalogue.Report.Rejected, row => row.Detail == "lot 2: capacity '0', allowed is 1 to 100000");
    }

    [Fact]
    public async Task No_rows_are_no_lots()
    {
        var catalogue = await FirstAsync(await OfAsync([]));

        Assert.Empty(catalogue.Lots);
        Assert.Empty(Search(catalogue, new NearbyQuery { Lat = 41, Lng = 29, Limit = 5 }));
    }

    /// <summary>A failure prints the seed and the rows; run it again with <c>Config.WithReplay(seed, gamma)</c>.</summary>
    [Fact]
    public void Any_rows_are_found_as_from_a_catalogue_made_of_them() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(12),
        Prop.ForAll(Rows.Any.ListOf(12).ToArbitrary(), async Task (rows) =>
        {
            var expected = new CatalogueBuilder("expected");
            foreach (var row in rows)
            {
                expected.Add(row);
            }

            var catalogue = await FirstAsync(await OfAsync([.. rows]));

            Assert.Equal(expected.Build().Lots, catalogue.Lots);
            foreach (var query in Rows.Queries)
            {
                Assert.Equal(Search(expected.Build(), query), Search(catalogue, query));
            }
        }));

    protected static async Task<LotCatalogue> FirstAsync(ICatalogueSource source)
    {
        await foreach (var catalogue in source.ReadAsync(Cancelled))
        {
            return catalogue;
        }

        throw new InvalidOperationException("The source said nothing.");
    }

    private static IReadOnlyList<NearbyLot> Search(LotCatalogue catalogue, NearbyQuery query)
    {
        var live = new LiveCatalogue();
        live.Replace(catalogue);
        var time = new FakeTimeProvider(Noon);
        var board = new AvailabilityBoard(live, PlaceholderLots.Derive([]), Options.Create(new ParkingOptions()), time);
        return new NearbyHandler(board, live, time).Answer(query).Lots;
    }
}
