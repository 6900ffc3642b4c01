namespace Homing.Reports.ProviderApi;

/// <summary>The provider as the settings make it.</summary>
/// <param name="Url">Where its API is; ends with a slash.</param>
/// <param name="ApiKey">What it knows us by.</param>
/// <param name="CallbackUrl">Where its call backs go.</param>
/// <param name="Hosts">The hosts that are its own.</param>
internal sealed record ProviderSite(Uri Url, string ApiKey, Uri CallbackUrl, ProviderHosts Hosts);
