using System.Globalization;
using System.Text.Json;
using Homing.Parking.Availability;
using Homing.Parking.Hours;

namespace Homing.Parking.Http;

/// <summary>
/// Reads posted readings, one object or an array, each in our shape (<c>lot_id, free, open, capacity, observed_at</c>) or
/// in İSPARK's (<c>parkID, emptyCapacity, isOpen, capacity, updateDate</c>). All are valid or none is taken.
/// </summary>
internal static class ReadingsBody
{
    public const int MaxReadings = 10_000;

    private const string UpdateDateFormat = "dd.MM.yyyy HH:mm:ss";

    /// <exception cref="ProblemException">Names the index and the field that is not valid.</exception>
    public static List<(string LotId, Reading Reading)> Parse(ReadOnlyMemory<byte> utf8, AvailabilityBoard board, DateTimeOffset now)
    {
        using var document = ParseJson(utf8);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
        {
            return [ParseOne(new JsonFields(root), board, now)];
        }

        var count = root.GetArrayLength();
        if (count is 0 or > MaxReadings)
        {
            throw Refuse($"body: an array of {count} readings; allowed is 1 to {MaxReadings}");
        }

        var readings = new List<(string, Reading)>(count);
        foreach (var element in root.EnumerateArray())
        {
            readings.Add(ParseOne(new JsonFields(element, $"[{readings.Count}]"), board, now));
        }

        return readings;
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException exception)
        {
            throw Refuse($"body: not JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
    }

    private static (string LotId, Reading Reading) ParseOne(JsonFields fields, AvailabilityBoard board, DateTimeOffset now)
    {
        if (!fields.Has("parkID"))
        {
            return (FindLot(fields, "lot_id", board), new Reading(
                Places(fields, "free", 0) ?? throw fields.Refuse("free", $"missing; allowed is 0 to {Reading.MaxFree}"),
                Places(fields, "capacity", 1),
                fields.Boolean("open"),
                NotTooFarAhead(fields, "observed_at", fields.Time("observed_at") ?? now, board)));
        }

        CheckDegrees(fields, "lat", 90);
        CheckDegrees(fields, "lng", 180);
        return (FindLot(fields, "parkID", board), new Reading(
            Places(fields, "emptyCapacity", 0)
                ?? throw fields.Refuse("emptyCapacity", $"missing; allowed is 0 to {Reading.MaxFree}"),
            Places(fields, "capacity", 1),
            ZeroOrOne(fields, "isOpen"),
            NotTooFarAhead(fields, "updateDate", UpdateDate(fields) ?? now, board)));
    }

    private static string FindLot(JsonFields fields, string name, AvailabilityBoard board)
    {
        if (fields.Find(name) is not { } value)
        {
            throw fields.Refuse(name, "missing; allowed is the id of a lot in the catalogue");
        }

        var id = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => throw fields.Refuse(name, value, "the id of a lot"),
        };
        return board.Current.Catalogue.TryFind(id, out _)
            ? id
            : throw fields.Refuse(name, value, "the id of a lot in the catalogue");
    }

    private static int? Places(JsonFields fields, string name, int lowest) => fields.WholeNumber(name) switch
    {
        null => null,
        { } places when places >= lowest && places <= Reading.MaxFree => places,
        { } places => throw fields.Refuse(
            name, $"{places} is out of range; allowed is {lowest} to {Reading.MaxFree}"),
    };

    private static DateTimeOffset NotTooFarAhead(
        JsonFields fields, string name, DateTimeOffset observedAt, AvailabilityBoard board) =>
        board.IsFromTheFuture(observedAt)
            ? throw fields.Refuse(name, FormattableString.Invariant($"{observedAt:O} is in the future"))
            : observedAt;

    private static bool? ZeroOrOne(JsonFields fields, string name) => fields.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => value.GetRawText() switch
        {
            "1" => true,
            "0" => false,
            _ => throw fields.Refuse(name, value, "0 or 1"),
        },
    };

    /// <summary>İSPARK's own time stamp, in the time of İstanbul.</summary>
    private static DateTimeOffset? UpdateDate(JsonFields fields) => fields.Text("updateDate") is not { } text ? null
        : DateTime.TryParseExact(
            text, UpdateDateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, OpeningHours.IstanbulOffset).ToUniversalTime()
            : throw fields.Refuse("updateDate", $"'{text}' is not a time such as 17.09.2026 18:10:19");

    /// <summary>Where the lot is comes from the catalogue; what is posted must still make sense.</summary>
    private static void CheckDegrees(JsonFields fields, string name, double limit)
    {
        if (fields.Find(name) is { } value
            && !(double.TryParse(
                value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var degrees) && Math.Abs(degrees) <= limit))
        {
            throw fields.Refuse(name, value, $"a number of degrees from -{limit} to {limit}");
        }
    }

    private static ProblemException Refuse(string detail) => new(Problem.InvalidRequest(detail));
}
