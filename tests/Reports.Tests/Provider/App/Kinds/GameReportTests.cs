using FsCheck;
using FsCheck.Fluent;
using Homing.Reports.Provider.App.Games;
using Homing.Reports.Provider.App.Kinds;

namespace Homing.Reports.Tests.Provider.App.Kinds;

public sealed class GameReportTests
{
    private static readonly GameTable Games = RealGames.Table;

    [Fact]
    public async Task Most_liked_games_of_2015_are_those_of_the_data()
    {
        var table = (await WorkAsync("top-games", """{"year":2015,"limit":3}""")).Sections[1].Table!;

        // Worked out by hand from the rows of each game's platforms.
        Assert.Equal(
            [
                ["1", "The Witcher 3: Wild Hunt", "PS4, XOne, PC", "22,929", "92%", "1.92", "3.09", "0.23", "0.75", "6.00"],
                ["2", "Fallout 4", "PS4, XOne, PC", "7,889", "58%", "5.55", "5.26", "0.25", "1.61", "12.67"],
                ["3", "Metal Gear Solid V: The Phantom Pain", "PS4, XOne, PS3, X360, PC", "5,637", "79%", "1.84", "1.86", "0.72", "0.64", "5.06"],
            ],
            table.Rows);
    }

    [Fact]
    public void Positive_reviews_are_summed_over_the_platforms_and_copies_also_over_those_without_reviews()
    {
        var game = new Game(
            "A",
            [
                new GameRow("A", "X", 2000, "G", "P", new Sales(1, 0, 0, 0, 1), new UserReviews(5, 10)),
                new GameRow("A", "Y", 2000, "G", "P", new Sales(0, 2, 0, 0, 2), new UserReviews(10, 3)),
                new GameRow("A", "Z", 2000, "G", "P", new Sales(0, 0, 4, 0, 4), null),
            ]);

        Assert.Equal((8m, 13, new Sales(1, 2, 4, 0, 7), "Z, Y, X"), (game.PositiveReviews, game.Reviews, game.Sales, game.Platforms));
    }

    [Fact]
    public async Task Portfolio_of_a_publisher_is_found_in_any_case()
    {
        var content = await WorkAsync("publisher-portfolio", """{"publisher":" nintendo "}""");

        Assert.Equal(
            [new Figure("games", "666"), new Figure("million copies sold", "1,786.72"), new Figure("years of release", "1983–2016")],
            content.Figures);
        Assert.Equal(
            ["1", "Wii Sports", "Wii", "2006", "41.36", "28.96", "3.77", "8.45", "82.53"], content.Sections[^1].Table!.Rows[0]);
    }

    [Theory]
    [InlineData("Nintndo", "Nintendo")]
    [InlineData("Activsion Blizard", "Activision Blizzard")]
    [InlineData("SquareEnix Co", "Square Enix")]
    [InlineData("Elektronic Arts", "Electronic Arts")]
    public async Task Unknown_publisher_is_refused_with_near_ones(string publisher, string near)
    {
        var exception = await Assert.ThrowsAsync<ImpossibleReportException>(
            () => WorkAsync("publisher-portfolio", $$"""{"publisher":"{{publisher}}"}"""));

        Assert.Contains($"'{publisher}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(near, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publisher_like_no_other_is_refused_without_near_ones()
    {
        var exception = await Assert.ThrowsAsync<ImpossibleReportException>(() => WorkAsync("publisher-portfolio", """{"publisher":"任天堂"}"""));

        Assert.Equal("The data has no publisher '任天堂'.", exception.Message);
    }

    [Fact]
    public async Task Year_without_reviews_is_refused_with_the_years_that_have_some()
    {
        var exception = await Assert.ThrowsAsync<ImpossibleReportException>(() => WorkAsync("top-games", """{"year":1981}"""));

        Assert.Contains("1985–2016", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sales_by_genre_add_up_for_any_years()
    {
        var ranges = Gen.Choose(GameTable.FirstYear, GameTable.LastYear).Two()
            .Select(pair => (From: Math.Min(pair.Item1, pair.Item2), To: Math.Max(pair.Item1, pair.Item2)));
        Prop.ForAll(ranges.ToArbitrary(), async Task (range) =>
        {
            var content = await WorkAsync("sales-by-genre", $$"""{"from":{{range.From}},"to":{{range.To}}}""");
            var rows = Games.Rows.Where(row => row.Year >= range.From && row.Year <= range.To).ToArray();
            var table = content.Sections[^1].Table!;
            var cells = table.Rows.Select(row => row.Skip(1).Select(Number).ToArray()).ToArray();

            Assert.Equal(rows.Length, content.RowsUsed);
            Assert.Equal(rows.Sum(row => row.Sales.World), Number(table.Totals![^1]));
            Assert.All(cells, row => Assert.Equal(row[^1], row[..^1].Sum()));
            Assert.Equal(range.To - range.From + 1, cells.Length);
            for (var column = 0; column < cells[0].Length; column++)
            {
                Assert.Equal(Number(table.Totals[column + 1]), cells.Sum(row => row[column]));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("top-games", """{"year":2015,"limit":50}""")]
    [InlineData("top-games", """{"year":1996}""")]
    [InlineData("sales-by-genre", """{"from":1980,"to":2016}""")]
    [InlineData("publisher-portfolio", """{"publisher":"Electronic Arts"}""")]
    public async Task Rows_add_up(string kind, string parameters)
    {
        var content = await WorkAsync(kind, parameters);
        var missing = Games.Counts.LeftOut.Concat(content.LeftOut).Sum(reason => reason.Rows);

        Assert.InRange(content.RowsUsed, 1, Games.Counts.RowsRead - missing);
    }

    [Theory]
    [InlineData("top-games", "{}", "parameters.year: missing; allowed is a whole number from 1980 to 2016")]
    [InlineData("top-games", """{"year":1979}""", "parameters.year: 1979; allowed is a whole number from 1980 to 2016")]
    [InlineData("top-games", """{"year":"2015"}""", "parameters.year: \"2015\"; allowed is a whole number from 1980 to 2016")]
    [InlineData("top-games", """{"year":2015,"limit":0}""", "parameters.limit: 0; allowed is a whole number from 1 to 500")]
    [InlineData("sales-by-genre", """{"from":2016,"to":2010}""", "parameters.to: 2010; allowed is a year not before parameters.from, 2016")]
    [InlineData("publisher-portfolio", """{"publisher":" "}""", "parameters.publisher: \" \"; allowed is a text of 1 to 100 characters")]
    [InlineData("publisher-portfolio", "[]", "parameters: not a JSON object")]
    [InlineData("profits", "{}", "kind: 'profits'; allowed is one of top-games, sales-by-genre, publisher-portfolio")]
    public void Order_that_is_not_valid_is_refused(string kind, string parameters, string detail)
    {
        var exception = Assert.Throws<ProblemException>(() => GameReport.Of(Orders.New(kind, parameters)));

        Assert.Equal((400, detail), (exception.Problem.Status, exception.Problem.Detail));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<ReportContent> WorkAsync(string kind, string parameters)
    {
        var report = GameReport.Of(Orders.New(kind, parameters));
        return report.Work(await report.SelectAsync(RealGames.Warehouse, TestContext.Current.CancellationToken));
    }
}
