using Homing.Reports.Provider.App.Charts;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>What a publisher has sold, when and where.</summary>
internal sealed class PublisherPortfolio : GameReport
{
    public const string Kind = "publisher-portfolio";

    private const int LongestName = 100;
    private const int Drawn = 12;

    private readonly string _publisher;

    private PublisherPortfolio(string publisher) => _publisher = publisher;

    public override string Subject => "The portfolio of a publisher";

    public override IReadOnlyList<Figure> Filters => [new("Publisher", _publisher)];

    public static PublisherPortfolio Read(OrderParameters parameters) => new(parameters.Text("publisher", LongestName));

    public override async Task<IReadOnlyList<GameRow>> SelectAsync(IGameWarehouse games, CancellationToken cancellationToken)
    {
        var publishers = await games.PublishersAsync(cancellationToken);
        string[] found =
        [
            .. publishers.Select(publisher => publisher.Key)
                .Where(name => string.Equals(name, _publisher, StringComparison.OrdinalIgnoreCase)),
        ];
        if (found.Length > 0)
        {
            return await games.OfPublishersAsync(found, cancellationToken);
        }

        var near = NearMatches.Of(_publisher, publishers);
        throw new ImpossibleReportException(
            $"The data has no publisher '{_publisher}'."
            + (near.Count == 0 ? "" : $" Near are: {string.Join(", ", near)}."));
    }

    public override ReportContent Work(IReadOnlyList<GameRow> rows)
    {
        var name = rows[0].Publisher!;
        Game[] games =
        [
            .. Game.Of(rows).OrderByDescending(game => game.Sales.World).ThenBy(game => game.Name, StringComparer.Ordinal),
        ];
        var sales = Sales.Sum(rows.Select(row => row.Sales));
        var (first, last) = (rows.Min(row => row.Year), rows.Max(row => row.Year));
        int[] years = [.. Enumerable.Range(first, last - first + 1)];
        var byYear = years.Select(year => Sales.Sum(rows.Where(row => row.Year == year).Select(row => row.Sales))).ToArray();
        var drawn = Math.Min(games.Length, Drawn);
        return new ReportContent(
            $"{name} has published {Words.Counted(games.Length, "game")} and sold {Words.Copies(sales)}. "
            + $"The best seller is {games[0].Name}, with {Words.Copies(games[0].Sales)}.",
            [
                new("games", Words.Count(games.Length)),
                new("million copies sold", Words.Copies(sales.World)),
                new("years of release", Words.Years(first, last)),
            ],
            [
                new Section(
                    "Sales by year and region",
                    "Copies sold by the year in which games came out, in millions.",
                    new StackedColumns(
                        $"Sales of {name} by year of release and region", Words.Millions, years,
                        [
                            .. Sales.RegionNames.Select((region, index) =>
                                (region, (IReadOnlyList<decimal>)[.. byYear.Select(year => year.Regions[index])])),
                        ])),
                new Section(
                    "Best sellers",
                    $"The {(drawn == 1 ? "game" : $"{drawn} games")} that sold most, and where, in millions of copies.",
                    new StackedBars(
                        $"Sales by region of the best sellers of {name}", Words.Millions, Sales.RegionNames,
                        [.. games.Take(drawn).Select(game => new Bar(game.Name, game.Sales.Regions, game.Sales.World))])),
                new Section(
                    "The years",
                    "Games that came out, and copies sold of them, in millions.",
                    Table: new Table(
                        $"Games and sales of {name} by year of release",
                        [new Column("Year", ColumnKind.Name), new Column("Games"), .. Words.SalesColumns],
                        [
                            .. years.Select((year, index) => (IReadOnlyList<string>)
                            [
                                Words.Year(year), Words.Count(Game.Of(rows.Where(row => row.Year == year)).Count()),
                                .. Words.Cells(byYear[index]),
                            ]),
                        ],
                        ["All", "", .. Words.Cells(sales)])),
                new Section(
                    "All games",
                    "By copies sold, in millions.",
                    Table: new Table(
                        $"All games of {name}, with their sales by region",
                        [
                            new Column("#"), new Column("Game", ColumnKind.Name), new Column("Platforms", ColumnKind.Text),
                            new Column("Released", ColumnKind.Text), .. Words.SalesColumns,
                        ],
                        [
                            .. games.Select((game, index) => (IReadOnlyList<string>)
                                [Words.Count(index + 1), game.Name, game.Platforms, game.Years, .. Words.Cells(game.Sales)]),
                        ],
                        ["", "Together", "", "", .. Words.Cells(sales)])),
            ],
            [
                "A game is what has one name: its platforms are summed, also where it came out in several years.",
                "A year counts the games that came out in it on some platform, with all copies sold since: the data does not say when a copy was sold.",
                Words.AboutRegions,
            ],
            rows.Count,
            []);
    }
}
