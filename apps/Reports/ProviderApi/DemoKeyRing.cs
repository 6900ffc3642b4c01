using System.Text.Json.Serialization;

namespace Homing.Reports.ProviderApi;

/// <summary>What the file of <see cref="DemoKeys"/> holds.</summary>
/// <param name="ApiKey">What our side shows to the provider.</param>
/// <param name="WebhookSecret">What signs the provider's call backs.</param>
/// <param name="FileKey">What the reporting app shows to the provider's own storage.</param>
internal sealed record DemoKeyRing(string ApiKey, string WebhookSecret, string FileKey);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DemoKeyRing))]
internal sealed partial class DemoKeyRingJson : JsonSerializerContext;
