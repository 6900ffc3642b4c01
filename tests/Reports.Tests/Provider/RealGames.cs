using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Games;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Provider;

/// <summary>The games that are shipped.</summary>
internal static class RealGames
{
    private static readonly Lazy<GameTable> Read = new(
        () => GameTableReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "data/games/video_games_sales_2016.csv")));

    public static GameTable Table => Read.Value;

    public static IGameWarehouse Warehouse { get; } = new FileWarehouse(Options.Create(new ProviderOptions()));
}
