using Homing.Parking;
using Homing.Parking.Catalogue;
using Homing.Postgres.Tests.Server;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Parking;

public sealed class FileCatalogueConformanceTests(PostgresServer server) : CatalogueSourceConformance(server)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-catalogue-");
    private int _files;

    protected override ICatalogueSource Shipped => new FileCatalogue(Options.Create(new ParkingOptions()));

    // A file needs no database.
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }

    protected override async Task<ICatalogueSource> OfAsync(IReadOnlyList<CatalogueRow> rows)
    {
        var path = Path.Combine(_folder.FullName, $"{_files++}.csv");
        string[][] lines =
        [
            ["park_id", "name", "lat", "lng", "capacity", "park_type", "work_hours", "district", "address", "free_minutes", "tariff_2020"],
            .. rows.Select(row => new[]
            {
                row.Id, row.Name, row.Latitude, row.Longitude, row.Capacity, row.Type, row.Hours, row.District, row.Address,
                row.FreeMinutes, row.Tariff,
            }),
        ];
        await File.WriteAllLinesAsync(path, lines.Select(fields => string.Join(',', fields.Select(Quote))), Cancelled);
        return new FileCatalogue(Options.Create(new ParkingOptions { Catalogue = path }));
    }

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
