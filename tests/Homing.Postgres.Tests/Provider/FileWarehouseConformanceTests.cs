using Homing.Postgres.Tests.Server;
using Homing.Reports.Provider.App.Games;

namespace Homing.Postgres.Tests.Provider;

public sealed class FileWarehouseConformanceTests(PostgresServer server) : GameWarehouseConformance(server)
{
    // A file needs no database.
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    private protected override Task<IGameWarehouse> OfAsync(string file) => Task.FromResult<IGameWarehouse>(FromFile(file));
}
