using FsCheck;
using FsCheck.Fluent;
using Homing.Deliveries.Routes;

namespace Homing.Postgres.Tests.Deliveries;

/// <summary>A route as somebody wrote it down.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Points">Its points, of any number and anywhere.</param>
public sealed record RouteRow(string Id, string Title, IReadOnlyList<Coordinate> Points)
{
    /// <summary>Routes, good ones and some with a jump, all with different ids.</summary>
    public static Gen<RouteRow[]> Any { get; } =
        from count in Gen.Choose(0, 8)
        from rows in Row.ListOf(count)
        select rows.DistinctBy(row => row.Id).ToArray();

    private static Gen<RouteRow> Row =>
        from id in Gen.Elements("1", "2", "a b", "ı-Ş", "日本", "it's", "\"x\"", "long-" + new string('x', 100))
        from title in Gen.Elements("Primeiro", "a 'quoted' \"name\", with a comma", "日本語")
        from lat in Gen.Choose(-8_990_000, 8_990_000)
        from lng in Gen.Choose(-17_990_000, 17_990_000)
        from steps in Gen.Choose(-400, 400).Two().NonEmptyListOf()
        select new RouteRow(id, title, [.. Walk(lat, lng, steps)]);

    private static IEnumerable<Coordinate> Walk(int lat, int lng, IEnumerable<(int Lat, int Lng)> steps)
    {
        // One more point than steps: a line of one point cannot be written into a table at all.
        yield return new(lat / 1e5, lng / 1e5);
        foreach (var step in steps)
        {
            (lat, lng) = (lat + step.Lat, lng + step.Lng);
            yield return new(Math.Clamp(lat / 1e5, -90, 90), Math.Clamp(lng / 1e5, -180, 180));
        }
    }
}
