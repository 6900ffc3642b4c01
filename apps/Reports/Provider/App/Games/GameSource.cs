using Homing.Roles;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Games;

/// <summary>The games, read when they are needed first and then kept. Thread-safe.</summary>
internal sealed class GameSource
{
    // What could not be read once is tried again by the next report.
    private readonly Lazy<GameTable> _table;

    public GameSource(IOptions<ProviderOptions> options) => _table = new Lazy<GameTable>(
        () => GameTableReader.ReadFile(ShippedFiles.Locate(options.Value.Games)), LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="HomingException">The file cannot be read.</exception>
    public GameTable Table => _table.Value;
}
