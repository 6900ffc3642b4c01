namespace Homing.Reports.Provider.App.Games;

/// <summary>The data of the games, asked for what a report needs. Thread-safe.</summary>
internal interface IGameWarehouse
{
    /// <summary>How many rows there were when the data was read, and how many of them are of no use.</summary>
    /// <exception cref="HomingException">The data cannot be had; so with all others.</exception>
    Task<GameCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>The games that came out in some years, in the order of the data.</summary>
    Task<IReadOnlyList<GameRow>> OfYearsAsync(int from, int to, CancellationToken cancellationToken);

    /// <summary>The games of publishers, by their exact names, in the order of the data.</summary>
    Task<IReadOnlyList<GameRow>> OfPublishersAsync(IReadOnlyCollection<string> publishers, CancellationToken cancellationToken);

    /// <summary>All publishers, each with the number of its rows.</summary>
    Task<IReadOnlyList<KeyValuePair<string, int>>> PublishersAsync(CancellationToken cancellationToken);

    /// <summary>The first year of which a game has reviews; null where none has.</summary>
    Task<int?> FirstReviewedYearAsync(CancellationToken cancellationToken);
}
