using Homing.Reports.Provider.App.Charts;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>What was sold of each genre, by the year in which the games came out.</summary>
internal sealed class SalesByGenre : GameReport
{
    public const string Kind = "sales-by-genre";

    // More shades than these cannot be told from each other.
    private const int Named = 5;

    private readonly int _from;
    private readonly int _to;

    private SalesByGenre(int from, int to) => (_from, _to) = (from, to);

    public override string Subject => "Sales by genre and year";

    public override IReadOnlyList<Figure> Filters => [new("Years of release", Words.Years(_from, _to))];

    public static SalesByGenre Read(OrderParameters parameters)
    {
        var (from, to) = (parameters.Year("from"), parameters.Year("to"));
        return from <= to
            ? new SalesByGenre(from, to)
            : throw OrderParameters.Refuse("to", Words.Year(to), $"a year not before parameters.from, {from}");
    }

    public override async Task<IReadOnlyList<GameRow>> SelectAsync(IGameWarehouse games, CancellationToken cancellationToken) =>
        await games.OfYearsAsync(_from, _to, cancellationToken) is { Count: > 0 } rows ? rows
            : throw new ImpossibleReportException($"The data has no game of {Words.Years(_from, _to)}.");

    public override ReportContent Work(IReadOnlyList<GameRow> rows)
    {
        int[] years = [.. Enumerable.Range(_from, _to - _from + 1)];
        var sold = rows.GroupBy(row => (row.Genre, row.Year)).ToDictionary(
            group => group.Key, group => group.Sum(row => row.Sales.World));
        (string Name, decimal[] Values)[] genres =
        [
            .. rows.Select(row => row.Genre).Distinct(StringComparer.Ordinal)
                .Select(genre => (Name: genre, Values: years.Select(year => sold.GetValueOrDefault((genre, year))).ToArray()))
                .OrderByDescending(genre => genre.Values.Sum()).ThenBy(genre => genre.Name, StringComparer.Ordinal),
        ];
        var total = genres.Sum(genre => genre.Values.Sum());
        var best = years.MaxBy(year => genres.Sum(genre => genre.Values[year - _from]));
        var bestSales = genres.Sum(genre => genre.Values[best - _from]);
        var first = genres[0];
        var share = total == 0 ? 0 : first.Values.Sum() / total * 100;
        return new ReportContent(
            $"{first.Name} is the genre that sold most: {Words.Copies(first.Values.Sum())} {Words.Millions}, {Words.Count(share)}% of all."
            + (years.Length == 1 ? "" : $" The strongest year is {best}, with {Words.Copies(bestSales)} {Words.Millions}."),
            [
                new("million copies sold", Words.Copies(total)),
                new("games", Words.Count(Game.Of(rows).Count())),
                years.Length == 1 ? new("genres", Words.Count(genres.Length)) : new("strongest year", Words.Year(best)),
            ],
            [.. Drawings(years, genres), TableOf(years, genres, total)],
            [
                "A game counts in the year in which it came out on a platform, with all copies sold since: the data does not say when a copy was sold.",
                "Copies are those sold in the whole world.",
            ],
            rows.Count,
            []);
    }

    private static IEnumerable<Section> Drawings(int[] years, (string Name, decimal[] Values)[] genres)
    {
        if (years.Length == 1)
        {
            return
            [
                new Section(
                    $"The genres of {years[0]}", "Copies sold of the games of each genre, in millions.",
                    new StackedBars(
                        $"Sales by genre, games of {years[0]}", Words.Millions, ["World"],
                        [.. genres.Select(genre => new Bar(genre.Name, genre.Values, genre.Values[0]))])),
            ];
        }

        List<(string Name, IReadOnlyList<decimal> Values)> stacked =
            [.. genres.Take(Named).Select(genre => (genre.Name, (IReadOnlyList<decimal>)genre.Values))];
        if (genres.Length > Named)
        {
            stacked.Add((
                "Other genres",
                [.. years.Select((_, year) => genres.Skip(Named).Sum(genre => genre.Values[year]))]));
        }

        return
        [
            new Section(
                "All genres together",
                $"Copies sold by the year in which games came out, in millions; the {Math.Min(Named, genres.Length)} genres that sold most, and the rest.",
                new StackedAreas($"Sales by genre, games of {Words.Years(years[0], years[^1])}, stacked", Words.Millions, years, stacked)),
            new Section(
                "Each genre by itself",
                "All on one scale, ordered by what they sold.",
                new SmallMultiples(
                    $"Sales of each genre, games of {Words.Years(years[0], years[^1])}", Words.Millions, years,
                    [.. genres.Select(genre => (genre.Name, (IReadOnlyList<decimal>)genre.Values))])),
        ];
    }

    private static Section TableOf(int[] years, (string Name, decimal[] Values)[] genres, decimal total) => new(
        "Copies by year and genre",
        "In millions, by the year in which the games came out.",
        Table: new Table(
            "Copies sold by year of release and genre, in millions",
            [new Column("Year", ColumnKind.Name), .. genres.Select(genre => new Column(genre.Name)), new Column("All")],
            [
                .. years.Select((year, index) => (IReadOnlyList<string>)
                [
                    Words.Year(year), .. genres.Select(genre => Words.Copies(genre.Values[index])),
                    Words.Copies(genres.Sum(genre => genre.Values[index])),
                ]),
            ],
            ["All", .. genres.Select(genre => Words.Copies(genre.Values.Sum())), Words.Copies(total)]));
}
