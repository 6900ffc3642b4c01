namespace Homing.Reports.ProviderApi;

/// <summary>A document at the provider.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Its SHA-256, lower-case hexadecimal.</param>
public sealed record ProviderDocument(Uri Url, long Length, string Sha256);
