using System.Globalization;
using System.Text;
using Homing.Deliveries;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Bench.Rides;

/// <summary>Routes for as many rides as are wanted, and the requests for them.</summary>
internal static class RideRoutes
{
    private const int Files = 100;
    private const int Legs = 40;
    private const int AtOnce = 1_024;

    /// <summary>Writes the list and its files; answers where the list is.</summary>
    public static string Write(string folder, int routes, double lengthM)
    {
        Directory.CreateDirectory(folder);
        var legDeg = double.RadiansToDegrees(lengthM / Legs / GreatCircle.EarthRadiusM);
        for (var file = 0; file < Files; file++)
        {
            // Stairs to the north-east, each from a place of its own.
            var (lat, lng) = (-15.9 + (file * 0.001), -47.95);
            using var text = new StreamWriter(Path.Combine(folder, FileName(file)));
            for (var leg = 0; leg <= Legs; leg++)
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lat:0.00000},{lng:0.00000}"));
                (lat, lng) = leg % 2 == 0
                    ? (lat + legDeg, lng) : (lat, lng + (legDeg / Math.Cos(double.DegreesToRadians(lat))));
            }
        }

        var list = Path.Combine(folder, "routes.csv");
        using var rows = new StreamWriter(list);
        rows.WriteLine("id,title,file");
        for (var route = 0; route < routes; route++)
        {
            rows.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{route},Route {route},{FileName(route % Files)}"));
        }

        return list;
    }

    /// <summary>Appends a request for each route.</summary>
    public static Task AskForAllAsync(ILog log, int routes) => Parallel.ForAsync(
        0,
        routes,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (route, token) =>
        {
            var id = Encoding.UTF8.GetBytes(route.ToString(CultureInfo.InvariantCulture));
            var value = Encoding.UTF8.GetBytes($$"""{"clientId":"bench","routeId":"{{route}}"}""");
            await log.AppendAsync(DeliveryTopics.NewDirection, new LogEntry(id, value), token);
        });

    private static string FileName(int file) => string.Create(CultureInfo.InvariantCulture, $"route-{file}.txt");
}
