namespace Homing.Reports.Provider.App.Games;

/// <summary>The games of a file, and what of it was left out.</summary>
/// <param name="Rows">One for each game and platform.</param>
/// <param name="Counts">All rows of the file, and those that are not among <paramref name="Rows"/>.</param>
internal sealed record GameTable(IReadOnlyList<GameRow> Rows, GameCounts Counts)
{
    /// <summary>What the data is, for the title page.</summary>
    public const string Source = "Video game sales with ratings, edition of 2016: sales of VGChartz, reviews of Metacritic";

    /// <summary>The first year of the data.</summary>
    public const int FirstYear = 1980;

    /// <summary>The last year of the data.</summary>
    public const int LastYear = 2016;
}
