namespace Homing.Reports.Provider.App.Games;

/// <summary>A game on one platform.</summary>
/// <param name="Name">The game.</param>
/// <param name="Platform">The platform.</param>
/// <param name="Year">When it came out there.</param>
/// <param name="Genre">Its genre.</param>
/// <param name="Publisher">Who published it; null where the data does not say.</param>
/// <param name="Sales">What was sold.</param>
/// <param name="Reviews">What its users say; null where too few said something.</param>
internal sealed record GameRow(
    string Name, string Platform, int Year, string Genre, string? Publisher, Sales Sales, UserReviews? Reviews);
