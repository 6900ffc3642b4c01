namespace Homing.Reports.Provider.App.Games;

/// <summary>What users say of a game on one platform.</summary>
/// <param name="Score">The mean of their scores, 0 to 10.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct UserReviews(decimal Score, int Count)
{
    /// <summary>How many of them count as liking it.</summary>
    public decimal Positive => Score / 10 * Count;
}
