using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Tests.Provider.App.Games;

public sealed class GameTableReaderTests
{
    private const string Header =
        "Name,Platform,Year_of_Release,Genre,Publisher,NA_Sales,EU_Sales,JP_Sales,Other_Sales,Global_Sales,Critic_Score,Critic_Count,User_Score,User_Count,Developer,Rating\n";

    [Fact]
    public void Real_file_is_read_and_what_is_left_out_is_counted()
    {
        var table = RealGames.Table;

        Assert.Equal(16_719, table.Counts.RowsRead);
        Assert.Equal(
            [
                new LeftOut(GameTableReader.Nameless, 2), new LeftOut(GameTableReader.NoYear, 269),
                new LeftOut(GameTableReader.TooLate, 4), new LeftOut(GameTableReader.Duplicate, 1),
            ],
            table.Counts.LeftOut);
        Assert.Equal(table.Counts.RowsRead, table.Rows.Count + table.Counts.LeftOut.Sum(reason => reason.Rows));
        Assert.All(table.Rows, row => Assert.InRange(row.Sales.Regions.Sum() - row.Sales.World, -0.03m, 0.03m));
    }

    [Fact]
    public void Row_is_read_whole()
    {
        var row = Assert.Single(Read("\"Wii, Sports\",Wii,2006,Sports,Nintendo,41.36,28.96,3.77,8.45,82.53,76,51,8,322,Nintendo,E").Rows);

        Assert.Equal(
            new GameRow(
                "Wii, Sports", "Wii", 2006, "Sports", "Nintendo", new Sales(41.36m, 28.96m, 3.77m, 8.45m, 82.53m),
                new UserReviews(8, 322)),
            row);
        Assert.Equal(257.6m, row.Reviews!.Value.Positive);
    }

    [Theory]
    [InlineData(",GEN,1993,,Acclaim,1.78,0.53,0,0.08,2.39,,,,,,", GameTableReader.Nameless)]
    [InlineData("A,Wii,N/A,Sports,B,1,1,1,1,4,,,,,,", GameTableReader.NoYear)]
    [InlineData("A,Wii,2017,Sports,B,1,1,1,1,4,,,,,,", GameTableReader.TooLate)]
    [InlineData("A,Wii,2006,Sports,B,1,x,1,1,4,,,,,,", GameTableReader.Damaged)]
    [InlineData("A,Wii,1900,Sports,B,1,1,1,1,4,,,,,,", GameTableReader.Damaged)]
    [InlineData("A,Wii,2006", GameTableReader.Damaged)]
    public void Row_that_cannot_be_used_is_counted_by_its_reason(string row, string reason)
    {
        var table = Read(row);

        Assert.Empty(table.Rows);
        Assert.Equal([new LeftOut(reason, 1)], table.Counts.LeftOut);
    }

    [Fact]
    public void Same_game_on_the_same_platform_in_the_same_year_counts_once()
    {
        var table = Read("A,Wii,2006,Sports,B,1,1,1,1,4,,,,,,\nA,Wii,2006,Sports,B,2,2,2,2,8,,,,,,\nA,Wii,2007,Sports,B,1,1,1,1,4,,,,,,");

        Assert.Equal([2006, 2007], table.Rows.Select(row => row.Year));
        Assert.Equal([new LeftOut(GameTableReader.Duplicate, 1)], table.Counts.LeftOut);
    }

    [Theory]
    [InlineData("tbd", "")]
    [InlineData("", "")]
    [InlineData("8.1", "0")]
    public void Too_few_reviews_are_none(string score, string count) =>
        Assert.Null(Assert.Single(Read($"A,Wii,2006,Sports,B,1,1,1,1,4,,,{score},{count},,").Rows).Reviews);

    [Fact]
    public void Missing_column_is_named()
    {
        var exception = Assert.Throws<HomingException>(() => GameTableReader.Read(new StringReader("Name,Platform\nA,B"), "f.csv"));

        Assert.Contains("f.csv", exception.Message, StringComparison.Ordinal);
        Assert.Contains("User_Score", exception.Message, StringComparison.Ordinal);
    }

    private static GameTable Read(string rows) => GameTableReader.Read(new StringReader(Header + rows), "test");
}
