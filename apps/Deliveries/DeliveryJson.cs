using System.Text.Json.Serialization;
using Homing.Deliveries.Http;
using Homing.Deliveries.Insights;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Start;

namespace Homing.Deliveries;

/// <summary>The JSON of the deliveries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DirectionMessage))]
[JsonSerializable(typeof(PositionMessage))]
[JsonSerializable(typeof(RideRecord))]
[JsonSerializable(typeof(DeliveryEvent))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StartedRide))]
[JsonSerializable(typeof(ListedRoute[]))]
[JsonSerializable(typeof(RouteFeature))]
[JsonSerializable(typeof(RideView))]
[JsonSerializable(typeof(RideViews))]
[JsonSerializable(typeof(TrackFeature))]
[JsonSerializable(typeof(InsightsAnswer))]
[JsonSerializable(typeof(RideList))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
