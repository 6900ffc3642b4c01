namespace Homing.Parking.Catalogue;

/// <summary>A lot as text: what cannot be read is told, not thrown.</summary>
/// <param name="Id">İSPARK's own number of the lot.</param>
/// <param name="Name">The name on the sign.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Capacity">Places in all.</param>
/// <param name="Type">The kind of lot; see <see cref="ParkTypes"/>.</param>
/// <param name="Hours">When it is open; see <see cref="Homing.Parking.Hours.OpeningHours"/>.</param>
/// <param name="District">The district of İstanbul.</param>
/// <param name="Address">The street address.</param>
/// <param name="FreeMinutes">A stay up to this costs nothing.</param>
/// <param name="Tariff">What a stay costs.</param>
public sealed record CatalogueRow(
    string Id,
    string Name,
    string Latitude,
    string Longitude,
    string Capacity,
    string Type,
    string Hours,
    string District,
    string Address,
    string FreeMinutes,
    string Tariff);
