using System.Text.Json.Serialization;

namespace Homing.Reports.ProviderApi;

/// <summary>The bodies of the provider's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProviderOrder))]
[JsonSerializable(typeof(ProviderJob))]
[JsonSerializable(typeof(ProviderWebhook))]
internal sealed partial class ProviderJson : JsonSerializerContext;
