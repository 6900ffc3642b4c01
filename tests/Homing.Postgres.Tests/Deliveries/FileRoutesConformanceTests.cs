using Homing.Deliveries;
using Homing.Deliveries.Routes;
using Homing.Postgres.Tests.Server;
using Microsoft.Extensions.Options;

namespace Homing.Postgres.Tests.Deliveries;

public sealed class FileRoutesConformanceTests(PostgresServer server) : RouteSourceConformance(server)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-routes-");
    private int _lists;

    protected override IRouteSource Shipped => new FileRoutes(Options.Create(Defaults));

    // Files need no database.
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }

    protected override async Task<IRouteSource> OfAsync(IReadOnlyList<RouteRow> rows)
    {
        var folder = _folder.CreateSubdirectory($"{_lists++}");
        var lines = new List<string> { "id,title,file" };
        foreach (var (index, row) in rows.Index())
        {
            lines.Add($"{Quote(row.Id)},{Quote(row.Title)},{index}.txt");
            await File.WriteAllLinesAsync(
                Path.Combine(folder.FullName, $"{index}.txt"),
                row.Points.Select(point => FormattableString.Invariant($"{(decimal)point.Lat},{(decimal)point.Lng}")),
                Cancelled);
        }

        var list = Path.Combine(folder.FullName, "routes.csv");
        await File.WriteAllLinesAsync(list, lines, Cancelled);
        return new FileRoutes(Options.Create(new DeliveryOptions { Routes = list }));
    }

    private static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
