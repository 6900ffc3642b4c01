using System.Globalization;
using System.Net;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Live.Views;

/// <summary>
/// A piece of a web map as a screen shows it: Mercator, north up. It may lie across the date line.
/// </summary>
internal sealed record MapView
{
    /// <summary>Of each cell of this many CSS pixels squared, one ride at most is shown.</summary>
    public const int CellPx = 8;

    private const int MaxPx = 16_384;
    private const string Fields = "west, south, east, north, width, height";

    // Where the square map of the world ends.
    private const double MaxLat = 85.051128779806592;

    private readonly double _pxPerDegree;
    private readonly double _pxPerUnit;
    private readonly double _top;
    private readonly int _columns;

    private MapView(double west, double south, double east, double north, int width, int height)
    {
        (West, South, East, North, Width, Height) = (west, south, east, north, width, height);
        Span = Turn(east - west) is > 0 and var span ? span : 360;
        _pxPerDegree = width / Span;
        _top = Mercator(north);
        _pxPerUnit = height / (_top - Mercator(south));
        _columns = (width / CellPx) + 1;
    }

    public double West { get; }

    public double South { get; }

    public double East { get; }

    public double North { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How many degrees it is wide; up to 360.</summary>
    public double Span { get; }

    /// <summary>Reads what stands behind the question mark of a channel's name.</summary>
    /// <exception cref="ProblemException">A field is missing, given twice, or not valid; all that is wrong is said.</exception>
    public static MapView Read(string query)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = WebUtility.UrlDecode(parts[0]);
            if (!fields.TryAdd(name, parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : ""))
            {
                faults.Add($"{name}: given more than once");
            }
        }

        var west = Number("west", -180, 180);
        var south = Number("south", -90, 90);
        var east = Number("east", -180, 180);
        var north = Number("north", -90, 90);
        var width = Number("width", 1, MaxPx);
        var height = Number("height", 1, MaxPx);
        if (faults.Count == 0 && Clamp(south) >= Clamp(north))
        {
            faults.Add(FormattableString.Invariant(
                $"north: {north} is not north of south, {south}, on a map that ends at {MaxLat:0.####}"));
        }

        if (faults.Count == 0 && west >= east && Turn(east - west) == 0)
        {
            faults.Add(FormattableString.Invariant($"east: {east} is west too; the whole world is -180 to 180"));
        }

        return faults.Count == 0
            ? new MapView(west, Clamp(south), east, Clamp(north), (int)Math.Ceiling(width), (int)Math.Ceiling(height))
            : throw new ProblemException(Problem.InvalidRequest(string.Join("; ", faults)));

        double Number(string name, double lowest, double highest)
        {
            if (!fields.TryGetValue(name, out var text) || text.Length == 0)
            {
                faults.Add($"{name}: missing; a view has {Fields}");
                return 0;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= lowest && number <= highest)
            {
                return number;
            }

            faults.Add(FormattableString.Invariant(
                $"{name}: '{(text.Length > 40 ? text[..40] + "…" : text)}' is not a number from {lowest} to {highest}"));
            return 0;
        }
    }

    /// <summary>How far north on the map, in radians at the equator; the poles count as where the map ends.</summary>
    public static double Mercator(double lat) => Math.Asinh(Math.Tan(double.DegreesToRadians(Clamp(lat))));

    public bool Contains(Coordinate place) =>
        place.Lat >= South && place.Lat <= North && Turn(place.Lng - West) <= Span;

    /// <summary>The cell that a place within the view is in.</summary>
    /// <param name="lng">Its longitude.</param>
    /// <param name="mercator">Its latitude by <see cref="Mercator"/>.</param>
    public int CellOf(double lng, double mercator)
    {
        var column = (int)(Turn(lng - West) * _pxPerDegree / CellPx);
        var row = (int)((_top - mercator) * _pxPerUnit / CellPx);
        return (row * _columns) + column;
    }

    private static double Clamp(double lat) => Math.Clamp(lat, -MaxLat, MaxLat);

    // 0 up to but not including 360.
    private static double Turn(double degrees) => degrees < 0 ? degrees + 360 : degrees >= 360 ? degrees - 360 : degrees;
}
