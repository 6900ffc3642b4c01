using Microsoft.AspNetCore.Http.Metadata;

namespace Homing.Http;

/// <summary>
/// Says what the body of a request is that a handler reads by itself. Unlike with <c>Accepts</c>, nothing is refused for its
/// <c>Content-Type</c>.
/// </summary>
/// <param name="RequestType">What its JSON is read as.</param>
/// <param name="MediaType">What it should be sent as.</param>
/// <param name="IsOneOrMany">True where an array of them is taken too.</param>
public sealed record EndpointBody(Type RequestType, string MediaType, bool IsOneOrMany = false) : IAcceptsMetadata
{
    /// <inheritdoc/>
    public IReadOnlyList<string> ContentTypes => [];

    /// <inheritdoc/>
    public bool IsOptional => false;
}
