using System.Globalization;
using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>How reports write numbers.</summary>
internal static class Words
{
    public const string Millions = "million copies";

    public const string AboutRegions = "Copies in the world are as the data says them; those of the regions add up to them within 0.03 million for each platform.";

    public static string Count(decimal number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Copies(decimal millions) => millions.ToString("#,0.00", CultureInfo.InvariantCulture);

    public static string Copies(Sales sales) => $"{Copies(sales.World)} {Millions}";

    public static string Year(int year) => year.ToString(CultureInfo.InvariantCulture);

    public static string Years(int from, int to) => from == to ? Year(from) : $"{Year(from)}–{Year(to)}";

    /// <summary>"1 game", "2 games".</summary>
    public static string Counted(int number, string thing) => $"{Count(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>The cells of sales: the regions, then the world.</summary>
    public static IEnumerable<string> Cells(Sales sales) => sales.Regions.Append(sales.World).Select(Copies);

    /// <summary>The columns of sales.</summary>
    public static IEnumerable<Column> SalesColumns => Sales.RegionNames.Append("World").Select(name => new Column(name));
}
