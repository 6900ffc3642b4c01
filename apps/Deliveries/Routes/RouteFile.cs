using System.Globalization;

namespace Homing.Deliveries.Routes;

/// <summary>Reads the file of one route: <c>lat,lng</c> a line.</summary>
internal static class RouteFile
{
    /// <summary>Reads to the end, whatever is wrong on the way, so that all faults are told at once.</summary>
    /// <param name="text">The file; the last line may be empty.</param>
    /// <param name="name">What to call it in faults.</param>
    /// <param name="maxJumpM">The longest way between two points, in metres.</param>
    /// <param name="faults">Where faults go.</param>
    /// <returns>The line; null where there is a fault.</returns>
    public static RouteLine? Read(TextReader text, string name, double maxJumpM, ICollection<RouteFault> faults)
    {
        var points = new LineBuilder(name, maxJumpM);
        while (text.ReadLine() is { } line && (line.Length > 0 || text.Peek() >= 0))
        {
            var (point, fault) = ReadLine(line);
            if (point is { } here)
            {
                points.Add(here);
            }
            else
            {
                points.Refuse(fault!);
            }
        }

        return points.Build(faults);
    }

    private static (Coordinate? Point, string? Fault) ReadLine(string line)
    {
        if (line.Split(',') is not [var lat, var lng] || !TryReadNumber(lat, out var y) || !TryReadNumber(lng, out var x))
        {
            return (null, $"'{Shorten(line)}' is not lat,lng");
        }

        return new Coordinate(y, x) is { IsValid: true } point
            ? (point, null)
            : (null, $"'{Shorten(line)}' is not on the Earth: lat is -90 to 90, lng -180 to 180");
    }

    private static bool TryReadNumber(string text, out double value) => double.TryParse(
        text,
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture,
        out value) && double.IsFinite(value);

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..60] + "…";
}
