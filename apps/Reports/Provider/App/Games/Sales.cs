namespace Homing.Reports.Provider.App.Games;

/// <summary>Copies sold, in millions. The world is as the data says it; its regions add up to it within 0.03.</summary>
internal readonly record struct Sales(decimal NorthAmerica, decimal Europe, decimal Japan, decimal Elsewhere, decimal World)
{
    /// <summary>The names of the regions, in the order of <see cref="Regions"/>.</summary>
    public static IReadOnlyList<string> RegionNames { get; } = ["North America", "Europe", "Japan", "Elsewhere"];

    /// <summary>The sales of each region.</summary>
    public IReadOnlyList<decimal> Regions => [NorthAmerica, Europe, Japan, Elsewhere];

    public static Sales operator +(Sales left, Sales right) => new(
        left.NorthAmerica + right.NorthAmerica,
        left.Europe + right.Europe,
        left.Japan + right.Japan,
        left.Elsewhere + right.Elsewhere,
        left.World + right.World);

    public static Sales Sum(IEnumerable<Sales> all) => all.Aggregate(default(Sales), static (sum, next) => sum + next);
}
