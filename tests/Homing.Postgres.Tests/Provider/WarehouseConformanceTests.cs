using Homing.Postgres.Tests.Server;
using Homing.Reports.Postgres.Provider;
using Homing.Reports.Provider;
using Homing.Reports.Provider.App.Games;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Provider;

public sealed class WarehouseConformanceTests(PostgresServer server) : GameWarehouseConformance(server)
{
    private readonly List<Warehouse> _warehouses = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var warehouse in _warehouses)
        {
            await warehouse.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private protected override async Task<IGameWarehouse> OfAsync(string file)
    {
        await ExecuteAsync("drop schema if exists warehouse cascade");
        var warehouse = new Warehouse(
            Options.Create(new WarehouseOptions { ConnectionString = ConnectionString }),
            Options.Create(new ProviderOptions { Games = file }),
            NullLogger<Warehouse>.Instance);
        _warehouses.Add(warehouse);
        return warehouse;
    }
}
