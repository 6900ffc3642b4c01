using Homing.Reports.Provider.App.Games;
using Homing.Reports.ProviderApi;

namespace Homing.Reports.Provider.App.Kinds;

/// <summary>A kind of report with its parameters. Immutable.</summary>
internal abstract class GameReport
{
    /// <summary>What all reports of the kind are about.</summary>
    public abstract string Subject { get; }

    /// <summary>What was asked for, in words.</summary>
    public abstract IReadOnlyList<Figure> Filters { get; }

    /// <summary>The report that an order is for.</summary>
    /// <exception cref="ProblemException">There is no such kind, or its parameters are not valid.</exception>
    public static GameReport Of(ProviderOrder order)
    {
        var parameters = new OrderParameters(order.Parameters);
        return order.Kind switch
        {
            TopGames.Kind => TopGames.Read(parameters),
            SalesByGenre.Kind => SalesByGenre.Read(parameters),
            PublisherPortfolio.Kind => PublisherPortfolio.Read(parameters),
            _ => throw new ProblemException(Problem.InvalidRequest(
                $"kind: '{order.Kind}'; allowed is one of {TopGames.Kind}, {SalesByGenre.Kind}, {PublisherPortfolio.Kind}")),
        };
    }

    /// <summary>The rows that the report is about.</summary>
    /// <exception cref="ImpossibleReportException">There are none.</exception>
    /// <exception cref="HomingException">The data cannot be had.</exception>
    public abstract Task<IReadOnlyList<GameRow>> SelectAsync(IGameWarehouse games, CancellationToken cancellationToken);

    /// <summary>Works the rows out.</summary>
    public abstract ReportContent Work(IReadOnlyList<GameRow> rows);
}
