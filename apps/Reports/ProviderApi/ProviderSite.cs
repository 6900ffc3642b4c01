namespace Homing.Reports.ProviderApi;

/// <summary>Where the provider is.</summary>
/// <param name="Url">Its API; ends with a slash.</param>
/// <param name="Hosts">The hosts that are its own.</param>
internal sealed record ProviderSite(Uri Url, ProviderHosts Hosts);
