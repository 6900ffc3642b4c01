using System.Globalization;
using System.Text.Json;

namespace Homing.Reports.Trigger.Orders;

/// <summary>The fields of a body, each read as what it should be or refused by its name. Null is absent.</summary>
internal static class JsonFields
{
    private const int MaxShown = 60;

    /// <summary>True where the field is there.</summary>
    public static bool Has(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A text; null where it is absent or no text.</summary>
    public static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text of one line; blanks around it are taken off.</summary>
    public static string Line(JsonElement body, string name, int least, int most, string? parent = null) =>
        Text(body, name)?.Trim() is { } text && text.Length >= least && text.Length <= most && !text.Any(IsNoLetter)
            ? text
            : throw Refuse(Path(name, parent), body, $"a text of {least} to {most} characters on one line", name);

    /// <summary>A text that may be absent or empty.</summary>
    public static string? Note(JsonElement body, string name, int most)
    {
        if (!Has(body, name))
        {
            return null;
        }

        return Text(body, name)?.Trim() is { } text && text.Length <= most
            ? text.Length == 0 ? null : text
            : throw Refuse(name, body, $"a text of at most {most} characters");
    }

    /// <summary>A whole number within a range.</summary>
    public static int WholeNumber(JsonElement body, string name, int least, int most, int? otherwise, string? parent = null)
    {
        if (!Has(body, name) && otherwise is { } known)
        {
            return known;
        }

        return body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Refuse(Path(name, parent), body, $"a whole number from {least} to {most}", name);
    }

    /// <summary>A whole number that may be absent.</summary>
    public static int? OptionalNumber(JsonElement body, string name) =>
        Has(body, name) ? WholeNumber(body, name, 1, int.MaxValue, null) : null;

    /// <summary>True or false.</summary>
    public static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Refuse(name, body, "true or false");

    /// <summary>Refuses a field as it stands in the body.</summary>
    public static ProblemException Refuse(string path, JsonElement body, string allowed, string? name = null) => Refuse(
        body.TryGetProperty(name ?? path, out var value) && value.ValueKind != JsonValueKind.Null
            ? $"{path}: {Shorten(value.GetRawText())} is not allowed; allowed is {allowed}"
            : $"{path}: missing; allowed is {allowed}");

    public static ProblemException Refuse(string detail) => new(Problem.InvalidRequest(detail));

    private static string Path(string name, string? parent) => parent is null ? name : $"{parent}.{name}";

    // It stands on a page, in the subject of a mail and in the name of a file.
    private static bool IsNoLetter(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Shorten(string text) => text.Length > MaxShown ? text[..MaxShown] + "…" : text;
}
