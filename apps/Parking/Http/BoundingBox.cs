using System.Globalization;

namespace Homing.Parking.Http;

/// <summary>A box of degrees; it crosses the dateline where west is greater than east.</summary>
internal readonly record struct BoundingBox(double West, double South, double East, double North)
{
    private const string Allowed = "allowed is minLng,minLat,maxLng,maxLat in degrees, such as 28.9,41.0,29.1,41.1";

    /// <exception cref="ProblemException">The text is not a box.</exception>
    public static BoundingBox Parse(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            if (!double.TryParse(parts[part], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[part])
                || !double.IsFinite(numbers[part]))
            {
                throw Refuse(text, $"'{parts[part]}' is not a number");
            }
        }

        if (numbers is not [var west, var south, var east, var north])
        {
            throw Refuse(text, $"it has {parts.Length} numbers, not 4");
        }

        if (west is < -180 or > 180 || east is < -180 or > 180)
        {
            throw Refuse(text, "a longitude is out of range, -180 to 180");
        }

        if (south is < -90 or > 90 || north is < -90 or > 90)
        {
            throw Refuse(text, "a latitude is out of range, -90 to 90");
        }

        return south <= north
            ? new BoundingBox(west, south, east, north)
            : throw Refuse(text, "minLat is greater than maxLat");
    }

    public bool Contains(double latitude, double longitude) =>
        latitude >= South && latitude <= North && (West <= East
            ? longitude >= West && longitude <= East
            : longitude >= West || longitude <= East);

    private static ProblemException Refuse(string text, string reason) => new(Problem.InvalidRequest(
        $"bbox: '{(text.Length > 80 ? text[..80] + "…" : text)}': {reason}; {Allowed}"));
}
