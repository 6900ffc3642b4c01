namespace Homing.Reports.Contracts;

/// <summary>The kinds of reports.</summary>
public static class ReportKinds
{
    /// <summary><c>{"year","limit"}</c>: the games of a year with the most positive reviews, with their sales by region.</summary>
    public const string TopGames = "top-games";

    /// <summary><c>{"from","to"}</c>: sales by genre and year.</summary>
    public const string SalesByGenre = "sales-by-genre";

    /// <summary><c>{"publisher"}</c>: what a publisher has sold.</summary>
    public const string PublisherPortfolio = "publisher-portfolio";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [TopGames, SalesByGenre, PublisherPortfolio];
}
