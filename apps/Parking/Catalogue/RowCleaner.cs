using System.Globalization;
using Homing.Parking.Hours;
using Homing.Parking.Tariffs;

namespace Homing.Parking.Catalogue;

/// <summary>Makes a lot of a row, or says why not.</summary>
internal static class RowCleaner
{
    public const int MaxCapacity = 100_000;

    // İstanbul and its surroundings; what lies outside is a typing error, not a lot.
    private const double South = 40.5, North = 41.9, West = 27.5, East = 30.0;

    public static (Lot? Lot, RejectReason Reason, string Detail) Clean(CatalogueRow row)
    {
        if (row.Id.Length is 0 or > 64 || row.Name.Length == 0)
        {
            return Reject(RejectReason.Malformed, $"park_id '{row.Id}', name '{row.Name}': both must be there");
        }

        if (row.Latitude.Length == 0 || row.Longitude.Length == 0)
        {
            return Reject(RejectReason.MissingCoordinates, $"lot {row.Id}: lat '{row.Latitude}', lng '{row.Longitude}'");
        }

        if (!TryReadDegrees(row.Latitude, out var latitude) || !TryReadDegrees(row.Longitude, out var longitude))
        {
            return Reject(RejectReason.Malformed, $"lot {row.Id}: lat '{row.Latitude}', lng '{row.Longitude}'");
        }

        if (!IsInside(latitude, longitude))
        {
            // Not repaired: nobody said that the rest of such a row is right.
            return Reject(
                IsInside(longitude, latitude) ? RejectReason.SwappedCoordinates : RejectReason.OutOfBounds,
                $"lot {row.Id}: lat {row.Latitude}, lng {row.Longitude}; inside is lat {South:0.0} to {North:0.0}, lng {West:0.0} to {East:0.0}");
        }

        if (!int.TryParse(row.Capacity, NumberStyles.None, CultureInfo.InvariantCulture, out var capacity)
            || capacity is < 1 or > MaxCapacity)
        {
            return Reject(RejectReason.BadCapacity, $"lot {row.Id}: capacity '{row.Capacity}', allowed is 1 to {MaxCapacity}");
        }

        if (!ParkTypes.TryParse(row.Type, out var type))
        {
            return Reject(
                RejectReason.Malformed, $"lot {row.Id}: park_type '{row.Type}', allowed is one of {ParkTypes.Allowed}");
        }

        var lot = new Lot
        {
            Id = row.Id,
            Name = row.Name,
            Latitude = latitude,
            Longitude = longitude,
            Capacity = capacity,
            Type = type,
            Hours = OpeningHours.TryParse(row.Hours, out var hours) ? hours : null,
            District = row.District,
            Address = row.Address,
            Tariff = TariffParser.Parse(row.Tariff, row.FreeMinutes),
        };
        return (lot, default, "");
    }

    private static bool IsInside(double latitude, double longitude) =>
        latitude is >= South and <= North && longitude is >= West and <= East;

    private static bool TryReadDegrees(string text, out double degrees) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && double.IsFinite(degrees);

    private static (Lot?, RejectReason, string) Reject(RejectReason reason, string detail) => (null, reason, detail);
}
