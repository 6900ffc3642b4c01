using Homing.Reports.Provider.App.Charts;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>The games of a year with the most positive reviews, and where they were sold.</summary>
internal sealed class TopGames : GameReport
{
    public const string Kind = "top-games";
    public const string Unreviewed = "of games that no user has reviewed";

    private const int MaxLimit = 500;
    private const int DefaultLimit = 50;
    private const int Drawn = 20;

    private readonly int _year;
    private readonly int _limit;

    private TopGames(int year, int limit) => (_year, _limit) = (year, limit);

    public override string Subject => "The most liked games of a year";

    public override IReadOnlyList<Figure> Filters =>
        [new("Year of release", Words.Year(_year)), new("Games", $"the first {_limit}")];

    public static TopGames Read(OrderParameters parameters) =>
        new(parameters.Year("year"), parameters.Number("limit", 1, MaxLimit, DefaultLimit));

    public override async Task<IReadOnlyList<GameRow>> SelectAsync(IGameWarehouse games, CancellationToken cancellationToken)
    {
        var rows = await games.OfYearsAsync(_year, _year, cancellationToken);
        return rows.Any(row => row.Reviews is not null) ? rows : throw new ImpossibleReportException(
            $"No game of {_year} has a user review in the data."
            + (await games.FirstReviewedYearAsync(cancellationToken) is { } first
                ? $" There are reviews of games of {Words.Years(first, GameTable.LastYear)}." : ""));
    }

    public override ReportContent Work(IReadOnlyList<GameRow> rows)
    {
        var games = Game.Of(rows).ToArray();
        Game[] liked =
        [
            .. games.Where(game => game.Reviews > 0)
                .OrderByDescending(game => game.PositiveReviews).ThenByDescending(game => game.Sales.World)
                .ThenBy(game => game.Name, StringComparer.Ordinal).Take(_limit),
        ];
        var sales = Sales.Sum(liked.Select(game => game.Sales));
        var reviewed = games.Count(game => game.Reviews > 0);
        var drawn = Math.Min(liked.Length, Drawn);
        return new ReportContent(
            $"{liked[0].Name} leads {_year} with {Words.Count(liked[0].PositiveReviews)} positive reviews. "
            + (liked.Length == 1
                ? $"It sold {Words.Copies(sales)}."
                : $"The {liked.Length} most liked games together sold {Words.Copies(sales)}."),
            [
                new("games with reviews", Words.Count(reviewed)),
                new("positive reviews", Words.Count(liked.Sum(game => game.PositiveReviews))),
                new("million copies sold", Words.Copies(sales.World)),
            ],
            [
                new Section(
                    "Where they were sold",
                    $"The {(drawn == 1 ? "first game" : $"first {drawn} games")} by positive reviews, and the copies sold in each region, in millions.",
                    new StackedBars(
                        $"Sales by region of the {drawn} most liked games of {_year}", Words.Millions, Sales.RegionNames,
                        [.. liked.Take(drawn).Select(game => new Bar(game.Name, game.Sales.Regions, game.Sales.World))])),
                new Section(
                    $"The most liked games of {_year}",
                    "By positive reviews. Copies are in millions.",
                    Table: new Table(
                        $"The most liked games of {_year}, with their sales by region",
                        [
                            new Column("#"), new Column("Game", ColumnKind.Name), new Column("Platforms", ColumnKind.Text),
                            new Column("Positive reviews"), new Column("Of all"), .. Words.SalesColumns,
                        ],
                        [
                            .. liked.Select((game, index) => (IReadOnlyList<string>)
                            [
                                Words.Count(index + 1), game.Name, game.Platforms, Words.Count(game.PositiveReviews),
                                $"{Words.Count(game.PositiveReviews / game.Reviews * 100)}%", .. Words.Cells(game.Sales),
                            ]),
                        ],
                        ["", "Together", "", Words.Count(liked.Sum(game => game.PositiveReviews)), "", .. Words.Cells(sales)])),
            ],
            [
                "Positive reviews of a game on one platform are the mean score of its users, divided by 10, times their number. Those of a game are the sum over its platforms.",
                $"A game counts with the platforms on which it came out in {_year}; where it came out in another year it is a game of that year.",
                "Copies are counted on all those platforms, with reviews or without.",
                Words.AboutRegions,
            ],
            liked.Sum(game => game.Rows.Count),
            [new LeftOut(Unreviewed, games.Where(game => game.Reviews == 0).Sum(game => game.Rows.Count))]);
    }
}
