using Homing.Reports.Provider.App.Games;
using Homing.Roles;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Homing.Reports.Tests.Provider;

/// <summary>The games, where having them fails as a test wants; in a process before the role that works on reports.</summary>
/// <param name="failure">Of the try with that number, from 1 on; null where it does not fail.</param>
internal sealed class FailingGames(Func<int, Exception?> failure) : IRole, IGameWarehouse
{
    private int _tries;

    public string Name => "failing-games";

    public string Summary => "has the games now and then";

    /// <summary>How often an order was begun.</summary>
    public int Tries => Volatile.Read(ref _tries);

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton<IGameWarehouse>(this);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
    }

    public Task<GameCounts> CountAsync(CancellationToken cancellationToken) =>
        failure(Interlocked.Increment(ref _tries)) is { } exception
            ? Task.FromException<GameCounts>(exception)
            : RealGames.Warehouse.CountAsync(cancellationToken);

    public Task<IReadOnlyList<GameRow>> OfYearsAsync(int from, int to, CancellationToken cancellationToken) =>
        RealGames.Warehouse.OfYearsAsync(from, to, cancellationToken);

    public Task<IReadOnlyList<GameRow>> OfPublishersAsync(IReadOnlyCollection<string> publishers, CancellationToken cancellationToken) =>
        RealGames.Warehouse.OfPublishersAsync(publishers, cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, int>>> PublishersAsync(CancellationToken cancellationToken) =>
        RealGames.Warehouse.PublishersAsync(cancellationToken);

    public Task<int?> FirstReviewedYearAsync(CancellationToken cancellationToken) =>
        RealGames.Warehouse.FirstReviewedYearAsync(cancellationToken);
}
