using System.Text.Json.Serialization;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries;

/// <summary>The JSON of the deliveries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DirectionMessage))]
[JsonSerializable(typeof(PositionMessage))]
[JsonSerializable(typeof(RideRecord))]
[JsonSerializable(typeof(DeliveryEvent))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
