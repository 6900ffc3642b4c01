using System.Text.Json;
using Homing.Messages;
using Homing.Parking.Nearby;

namespace Homing.Parking.Http;

/// <summary>The fields of a JSON object, each read as what it should be or refused by its name. Null is absent.</summary>
internal readonly struct JsonFields : INearbyFields
{
    private readonly JsonElement _object;
    private readonly string _prefix;

    /// <summary>Reads an object.</summary>
    /// <param name="element">What should be one.</param>
    /// <param name="path">Where it stands, such as <c>[3]</c>; empty for the whole body.</param>
    public JsonFields(JsonElement element, string path = "")
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(path.Length == 0 ? "body" : path, element, "an object");
        }

        _object = element;
        _prefix = path.Length == 0 ? "" : path + ".";
    }

    public bool Has(string name) => Find(name) is not null;

    public double? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Refuse(name, value, "a number");

    public int? WholeNumber(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Refuse(name, value, "a whole number");

    public bool? Boolean(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Refuse(name, value, "true or false");

    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Refuse(name, value, "a string");

    public DateTimeOffset? Time(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(value.GetString()!, out var time)
            ? time
            : throw Refuse(name, value, "a time as RFC 3339, such as 2026-05-07T20:34:50Z");

    /// <summary>A field as it is; null where it is not there.</summary>
    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Refuses a field.</summary>
    public ProblemException Refuse(string name, JsonElement value, string allowed)
    {
        var text = value.GetRawText();
        return Refuse(name, $"{(text.Length > 60 ? text[..60] + "…" : text)} is not {allowed}");
    }

    /// <summary>Refuses a field.</summary>
    public ProblemException Refuse(string name, string detail) =>
        new(Problem.InvalidRequest($"{_prefix}{name}: {detail}"));
}
