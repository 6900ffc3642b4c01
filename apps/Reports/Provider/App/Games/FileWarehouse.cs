using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Games;

/// <summary>The games of the file, read when they are needed first and then kept.</summary>
internal sealed class FileWarehouse : IGameWarehouse
{
    // What could not be read once is tried again by the next report.
    private readonly Lazy<GameTable> _table;

    public FileWarehouse(IOptions<ProviderOptions> options) => _table = new Lazy<GameTable>(
        () => GameTableReader.ReadFile(ShippedFiles.Locate(options.Value.Games)), LazyThreadSafetyMode.PublicationOnly);

    public Task<GameCounts> CountAsync(CancellationToken cancellationToken) => AnswerAsync(table => table.Counts);

    public Task<IReadOnlyList<GameRow>> OfYearsAsync(int from, int to, CancellationToken cancellationToken) =>
        SelectAsync(row => row.Year >= from && row.Year <= to);

    public Task<IReadOnlyList<GameRow>> OfPublishersAsync(
        IReadOnlyCollection<string> publishers, CancellationToken cancellationToken) =>
        SelectAsync(row => row.Publisher is { } publisher && publishers.Contains(publisher));

    public Task<IReadOnlyList<KeyValuePair<string, int>>> PublishersAsync(CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<KeyValuePair<string, int>>>(table =>
            [.. table.Rows.Select(row => row.Publisher).OfType<string>().CountBy(name => name, StringComparer.Ordinal)]);

    public Task<int?> FirstReviewedYearAsync(CancellationToken cancellationToken) => AnswerAsync(table =>
        table.Rows.Where(row => row.Reviews is not null).Min(row => (int?)row.Year));

    private Task<IReadOnlyList<GameRow>> SelectAsync(Func<GameRow, bool> condition) =>
        AnswerAsync<IReadOnlyList<GameRow>>(table => [.. table.Rows.Where(condition)]);

    private async Task<T> AnswerAsync<T>(Func<GameTable, T> question)
    {
        await Task.CompletedTask;
        return question(_table.Value);
    }
}
