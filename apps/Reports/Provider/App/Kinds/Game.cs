using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>A game, summed over its platforms.</summary>
/// <param name="Name">The game: what has the same name is the same.</param>
/// <param name="Rows">Its rows, one for each platform.</param>
internal sealed record Game(string Name, IReadOnlyList<GameRow> Rows)
{
    /// <summary>What was sold of it.</summary>
    public Sales Sales { get; } = Sales.Sum(Rows.Select(row => row.Sales));

    /// <summary>The reviews of its users that count as liking it.</summary>
    public decimal PositiveReviews { get; } = Rows.Sum(row => row.Reviews?.Positive ?? 0);

    /// <summary>All reviews of its users.</summary>
    public int Reviews { get; } = Rows.Sum(row => row.Reviews?.Count ?? 0);

    /// <summary>Where it can be played, by what was sold there.</summary>
    public string Platforms => string.Join(
        ", ", Rows.OrderByDescending(row => row.Sales.World).Select(row => row.Platform).Distinct());

    /// <summary>When it came out, on the first and on the last platform.</summary>
    public string Years => Words.Years(Rows.Min(row => row.Year), Rows.Max(row => row.Year));

    /// <summary>The games of some rows.</summary>
    public static IEnumerable<Game> Of(IEnumerable<GameRow> rows) =>
        rows.GroupBy(row => row.Name, StringComparer.Ordinal).Select(group => new Game(group.Key, [.. group]));
}
