using System.Text.Json.Serialization;

namespace Homing.Leases;

/// <summary>The value of a record of <see cref="LeaseEpochs.Topic"/>: the highest epoch an id was given.</summary>
internal sealed record LeaseEpochRecord(
    [property: JsonPropertyName("api_id"), JsonRequired] int ApiId,
    [property: JsonPropertyName("epoch"), JsonRequired] long Epoch);

[JsonSerializable(typeof(LeaseEpochRecord))]
internal sealed partial class LeaseJsonContext : JsonSerializerContext;
