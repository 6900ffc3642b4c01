namespace Homing.Http;

/// <summary>Says by what an endpoint tells who calls: any one of these schemes.</summary>
/// <param name="IsOptional">True where it answers without any, too.</param>
/// <param name="Schemes">Their names in the description of the calls.</param>
public sealed record EndpointCredentials(bool IsOptional, params IReadOnlyList<string> Schemes)
{
    /// <summary>The cookie of who signed in.</summary>
    public const string Cookie = "cookie";

    /// <summary>The token of who signed in.</summary>
    public const string Bearer = "bearer";

    /// <summary>The key of the reporting provider's clients.</summary>
    public const string ProviderKey = "provider_key";

    /// <summary>The key between the reporting provider's own app and storage.</summary>
    public const string ProviderFileKey = "provider_file_key";

    /// <summary>The signature of a call back.</summary>
    public const string WebhookSignature = "webhook_signature";
}
