using Homing.Parking.Hours;
using Homing.Parking.Search;
using Homing.Parking.Tariffs;

namespace Homing.Parking.Catalogue;

/// <summary>A car park as the catalogue has it.</summary>
public sealed record Lot
{
    /// <summary>İSPARK's own number of the lot.</summary>
    public required string Id { get; init; }

    /// <summary>The name on the sign.</summary>
    public required string Name { get; init; }

    /// <summary>Degrees north, WGS 84.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees east, WGS 84.</summary>
    public required double Longitude { get; init; }

    /// <summary>Places in all.</summary>
    public required int Capacity { get; init; }

    /// <summary>The kind of lot.</summary>
    public required ParkType Type { get; init; }

    /// <summary>When it is open; null where the catalogue says nothing that can be read.</summary>
    public OpeningHours? Hours { get; init; }

    /// <summary>The district of İstanbul.</summary>
    public string District { get; init; } = "";

    /// <summary>The street address.</summary>
    public string Address { get; init; } = "";

    /// <summary>What a stay costs; null where it is not known for a car.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>Where it is on the sphere.</summary>
    public UnitVector Place => UnitVector.FromDegrees(Latitude, Longitude);
}
