using System.Text.Json.Serialization;
using Homing.Parking.Availability;
using Homing.Parking.Http;
using Homing.Parking.Nearby;

namespace Homing.Parking;

/// <summary>The JSON of the parking finder.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(NearbyQuery))]
[JsonSerializable(typeof(NearbyAnswer))]
[JsonSerializable(typeof(AvailabilityMessage))]
[JsonSerializable(typeof(LotCollection))]
[JsonSerializable(typeof(ReadingsTaken))]
internal sealed partial class ParkingJson : JsonSerializerContext;
