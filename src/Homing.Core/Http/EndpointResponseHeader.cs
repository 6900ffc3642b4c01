namespace Homing.Http;

/// <summary>Says of a header that it comes with the answers of a status.</summary>
/// <param name="Status">The status.</param>
/// <param name="Name">The header.</param>
/// <param name="Description">What it says.</param>
public sealed record EndpointResponseHeader(int Status, string Name, string Description);
