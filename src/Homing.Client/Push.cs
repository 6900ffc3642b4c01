using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Homing.Client.Protocol;

namespace Homing.Client;

/// <summary>Something for the user that nobody asked for by a request.</summary>
/// <param name="Id">Its own id; the client hands each on once.</param>
/// <param name="Topic">What it is about, such as <c>report</c>.</param>
/// <param name="Body">What it says.</param>
public sealed record Push(string Id, string Topic, JsonElement Body)
{
    /// <summary>The body as a type.</summary>
    /// <exception cref="HomingException">The body does not fit (<see cref="HomingErrorKind.UnreadableBody"/>).</exception>
    public T Read<T>(JsonTypeInfo<T> type) => Bodies.Read(Body, type, $"The body of a push on {Topic}");

    /// <summary>The body as a type, by reflection, names in snake_case.</summary>
    /// <exception cref="HomingException">The body does not fit (<see cref="HomingErrorKind.UnreadableBody"/>).</exception>
    [RequiresUnreferencedCode(Bodies.Reflection)]
    [RequiresDynamicCode(Bodies.Reflection)]
    public T Read<T>() => Read(Bodies.TypeInfo<T>());
}
