namespace Homing.Parking.Catalogue;

/// <summary>A row of the file, as text: what cannot be read is told, not thrown.</summary>
internal sealed record CatalogueRow(
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
