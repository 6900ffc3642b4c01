using FsCheck;
using FsCheck.Fluent;
using Homing.Deliveries;
using Homing.Deliveries.Routes;
using Homing.Postgres.Tests.Server;
using Homing.Roles;

namespace Homing.Postgres.Tests.Deliveries;

/// <summary>What every <see cref="IRouteSource"/> keeps: the same rows are the same routes, wherever they come from.</summary>
public abstract class RouteSourceConformance(PostgresServer server) : PostgresTests(server)
{
    protected static DeliveryOptions Defaults { get; } = new();

    /// <summary>A source of the shipped routes.</summary>
    protected abstract IRouteSource Shipped { get; }

    /// <summary>A source of just these rows, in their order. Rows that a source would not even take are put in all the same.</summary>
    protected abstract Task<IRouteSource> OfAsync(IReadOnlyList<RouteRow> rows);

    [Fact]
    public async Task Shipped_routes_are_those_of_the_files()
    {
        var expected = RouteCatalogueReader.ReadFile(ShippedFiles.Locate(Defaults.Routes), Defaults.MaxJumpM);

        var routes = await FirstAsync(Shipped);

        Assert.Equal(3, expected.Routes.Count);
        AssertSame(expected, routes);
    }

    [Fact]
    public async Task Bad_route_is_refused_with_its_reason_and_the_others_are_there()
    {
        Coordinate[] good = [new(41, 29), new(41.001, 29)];
        var routes = await FirstAsync(await OfAsync(
        [
            new("1", "First", good),
            new("2", "Jump", [.. good, new(41.2, 29)]),
            new("3", "", good),
            new("4", "Standing", [new(41, 29), new(41, 29)]),
            new("a/b", "Slash", good),
            new("5", "Last", good),
        ]));

        Assert.Equal(["1", "5"], routes.Routes.Select(route => route.Id));
        Assert.Equal(4, routes.Refused.Count);
        Assert.EndsWith(":3: 22128 m from the point before; at most 1000 m are allowed", routes.WhyRefused("2"), StringComparison.Ordinal);
        Assert.EndsWith(" the title is missing", routes.WhyRefused("3"), StringComparison.Ordinal);
        Assert.EndsWith(" there is only one place; a line needs two", routes.WhyRefused("4"), StringComparison.Ordinal);
        Assert.EndsWith(" an id has 1 to 128 letters, and no '/' or '?'", routes.WhyRefused("a/b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_of_20000_points_is_taken_and_a_longer_one_is_not()
    {
        var routes = await FirstAsync(await OfAsync([new("1", "Long", Line(20_000)), new("2", "Longer", Line(20_001))]));

        Assert.Equal(20_000, Assert.Single(routes.Routes).Line.Points.Count);
        Assert.EndsWith(" 20001 points; at most 20000 are allowed", routes.WhyRefused("2"), StringComparison.Ordinal);

        static Coordinate[] Line(int points) => [.. Enumerable.Range(0, points).Select(point => new Coordinate(40 + (point * 1e-5), 29))];
    }

    [Fact]
    public async Task No_rows_are_no_routes() => Assert.Empty((await FirstAsync(await OfAsync([]))).Routes);

    /// <summary>A failure prints the seed and the rows; run it again with <c>Config.WithReplay(seed, gamma)</c>.</summary>
    [Fact]
    public void Any_rows_are_the_routes_made_of_them_to_the_last_digit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(12),
        Prop.ForAll(RouteRow.Any.ToArbitrary(), async Task (rows) =>
        {
            var expected = new RouteCatalogueBuilder("expected");
            foreach (var row in rows)
            {
                var line = new LineBuilder(row.Id, Defaults.MaxJumpM);
                row.Points.ToList().ForEach(line.Add);
                expected.Add(row.Id, row.Title, line.Build);
            }

            AssertSame(expected.Build(), await FirstAsync(await OfAsync(rows)));
        }));

    protected static async Task<RouteCatalogue> FirstAsync(IRouteSource source)
    {
        await foreach (var routes in source.ReadAsync(Cancelled))
        {
            return routes;
        }

        throw new InvalidOperationException("The source said nothing.");
    }

    private static void AssertSame(RouteCatalogue expected, RouteCatalogue routes)
    {
        Assert.Equal(expected.Routes.Select(route => (route.Id, route.Title)), routes.Routes.Select(route => (route.Id, route.Title)));
        Assert.All(expected.Routes.Zip(routes.Routes), pair => Assert.Equal(pair.First.Line.Points, pair.Second.Line.Points));
        Assert.Equal(Reasons(expected), Reasons(routes));

        static IEnumerable<(string Id, int? Point, string Reason)> Reasons(RouteCatalogue all) =>
            all.Refused.SelectMany(refused => refused.Faults, (refused, fault) => (refused.Id, fault.Line, fault.Reason));
    }
}
