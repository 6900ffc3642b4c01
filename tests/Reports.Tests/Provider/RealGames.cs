using Homing.Reports.Provider.App.Games;

namespace Homing.Reports.Tests.Provider;

/// <summary>The games that are shipped.</summary>
internal static class RealGames
{
    private static readonly Lazy<GameTable> Read = new(
        () => GameTableReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "data/games/video_games_sales_2016.csv")));

    public static GameTable Table => Read.Value;
}
