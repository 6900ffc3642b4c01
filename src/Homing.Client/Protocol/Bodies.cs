using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Homing.Client.Protocol;

/// <summary>The application's own values, to JSON and back.</summary>
internal static class Bodies
{
    public const string Reflection =
        "The type is read by reflection. Pass a JsonTypeInfo where the program is trimmed or compiled ahead of time.";

    private static readonly JsonElement Null = JsonElement.Parse("null");

    private static JsonSerializerOptions? _reflected;

    /// <exception cref="HomingException">It does not fit.</exception>
    public static T Read<T>(JsonElement? body, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return (body ?? Null).Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            throw HomingException.UnreadableBody(what, typeof(T), exception);
        }
    }

    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static JsonTypeInfo<T> TypeInfo<T>()
    {
        // Made on first use: a program without reflection must not need it.
        _reflected ??= new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        return (JsonTypeInfo<T>)_reflected.GetTypeInfo(typeof(T));
    }
}
