using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Homing.Postgres.Tests.Provider;

/// <summary>Games and orders for tests.</summary>
internal static class Games
{
    public const string Header =
        "Name,Platform,Year_of_Release,Genre,Publisher,NA_Sales,EU_Sales,JP_Sales,Other_Sales,Global_Sales,Critic_Score,Critic_Count,User_Score,User_Count,Developer,Rating";

    /// <summary>Names that differ in case alone, in and out of ASCII.</summary>
    public static string[] Publishers { get; } = ["Nintendo", "NINTENDO", "nintendo", "İş Oyun", "iş oyun", "ıs", "IS", "straße", "STRASSE", "任天堂", "N/A", ""];

    /// <summary>Lines of a file: few names, so that games meet; some are of no use.</summary>
    public static Gen<List<string>> Rows =>
        (from name in Gen.Elements("Tetris", "tetris", "Ōkami", "a \"quoted\" name", "B, with a comma", "")
         from platform in Gen.Elements("NES", "PS4", "PC")
         from year in Gen.Elements("1980", "1999", "2000", "2001", "2016", "2017", "N/A")
         from genre in Gen.Elements("Action", "action", "Ärger", "Puzzle", "Role-Playing", "Sports", "Racing")
         from publisher in Gen.Elements(Publishers)
         from sales in Gen.Choose(0, 300).ListOf(5)
         from score in Gen.Elements("tbd", "", "0", "7.5", "8", "9.10", "10")
         from count in Gen.Elements("", "0", "4", "1234")
         select string.Join(',', [
             Quote(name), platform, year, genre, Quote(publisher),
             .. sales.Select(copies => (copies / 100m).ToString(CultureInfo.InvariantCulture)), "", "", score, count, "", "",
         ])).ListOf(40);

    /// <summary>Orders of every kind.</summary>
    public static Gen<(string Kind, string Parameters)> Orders(string[] publishers) => Gen.OneOf(
        from year in Gen.Choose(1980, 2016)
        from limit in Gen.Choose(1, 500)
        select ("top-games", JsonSerializer.Serialize(new { year, limit })),
        from years in Gen.Choose(1980, 2016).Two()
        select ("sales-by-genre", $$"""{"from":{{Math.Min(years.Item1, years.Item2)}},"to":{{Math.Max(years.Item1, years.Item2)}}}"""),
        from name in Gen.Elements(publishers)
        from change in Gen.Elements<Func<string, string>>(
            same => same, same => same.ToUpperInvariant(), same => same.ToLowerInvariant(), same => same + "x", same => "x" + same)
        select ("publisher-portfolio", JsonSerializer.Serialize(new { publisher = change(name) is { Length: > 0 } text ? text : "none" })));

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
