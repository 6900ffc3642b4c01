using System.Text.Json.Serialization;

namespace Homing.Operations;

/// <summary>Snapshots as they stand in the topic.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessSnapshot))]
public sealed partial class OperationsJson : JsonSerializerContext;
