using System.Globalization;
using System.Net;
using Homing.Messages;
using Homing.Parking.Nearby;

namespace Homing.Parking.Watching;

/// <summary>
/// The fields of a query string, each read as what it should be or refused by its name. Unknown ones are passed over; one
/// without a value is absent.
/// </summary>
internal sealed class QueryFields : INearbyFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    private QueryFields(string query)
    {
        foreach (var pair in query.Split('&'))
        {
            var parts = pair.Split('=', 2);
            var (name, value) = (WebUtility.UrlDecode(parts[0]), parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : "");
            if (value.Length > 0 && !_fields.TryAdd(name, value))
            {
                _repeated.Add(name);
            }
        }
    }

    /// <summary>Reads the query of <c>parking.nearby</c> from what stands behind the question mark.</summary>
    /// <exception cref="ProblemException">A field is not what it should be.</exception>
    public static NearbyQuery Read(string query)
    {
        INearbyFields fields = new QueryFields(query);
        return fields.ReadQuery();
    }

    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Refuse(name, text, "a number");

    public int? WholeNumber(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refuse(name, text, "a whole number");

    public bool? Boolean(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw Refuse(name, text, "true or false"),
    };

    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : Rfc3339.TryParse(text, out var time) ? time : throw Refuse(name, text, Rfc3339.Allowed);

    public string? Text(string name) => _repeated.Contains(name)
        ? throw new ProblemException(Problem.InvalidRequest($"{name}: given more than once"))
        : _fields.GetValueOrDefault(name);

    private static ProblemException Refuse(string name, string text, string allowed) => new(Problem.InvalidRequest(
        $"{name}: '{(text.Length > 60 ? text[..60] + "…" : text)}' is not {allowed}"));
}
