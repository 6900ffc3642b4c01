using System.Globalization;
using System.Text;

namespace Homing.Deliveries.Tests.Rides;

/// <summary>Records of rides, well-formed as JSON, in which some fields are anything or missing.</summary>
internal static class RandomRideJson
{
    private static readonly (string Name, string Good)[] Fields =
    [
        ("route_id", "\"1\""),
        ("ride_id", "\"0-17\""),
        ("client_id", "\"7\""),
        ("state", "\"under_way\""),
        ("started_at", "\"2026-01-02T03:04:05.678+00:00\""),
        ("finished_at", "null"),
        ("position_partition", "3"),
        ("first_position", "41"),
        ("driver", "\"host\""),
        ("term", "2"),
        ("speed_mps", "11.5"),
        ("route", """{"title":"One","line":[[-47.92,-15.82],[-47.93,-15.83]]}"""),
        ("refused", """{"ride_id":"0-18","client_id":"9"}"""),
        ("decided", """[{"partition":0,"forwarded":false,"offset":18}]"""),
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-1", "7", "1.5", "1e999", "-1e999", "1e-300", "2147483647", "-2147483648",
        "9223372036854775807", "18446744073709551616", "\"\"", "\"0-17\"", "\"finished\"", "\"under_way\"", "\"-\"",
        "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}",
        "[[180,0],[-180,0]]", "[[0,0],[0,0]]", "[[1,2],[3,4,5]]", "[[1,91],[0,0]]",
    ];

    /// <summary>The record of a seed.</summary>
    public static string Of(int seed)
    {
        var random = new Random(seed);
        var json = new StringBuilder("{");
        foreach (var (name, good) in Fields)
        {
            var (text, most) = random.Next(20) switch
            {
                0 => (Any(random, 3), 1),
                1 => (Damage(random, good), 1),
                2 => (good, random.Next(3)),
                _ => (good, 1),
            };
            for (var times = 0; times < most; times++)
            {
                json.Append(json.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{name}\":{text}");
            }
        }

        return json.Append('}').ToString();
    }

    private static string Any(Random random, int depth) => (depth == 0 ? 0 : random.Next(4)) switch
    {
        1 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1)))}]",
        2 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{AnyName(random)}\":{Any(random, depth - 1)}"))}}}",
        _ => Scalars[random.Next(Scalars.Length)],
    };

    private static string AnyName(Random random) =>
        new[] { "title", "line", "ride_id", "client_id", "partition", "offset", "forwarded", "\\ud800", "" }[random.Next(9)];

    // One value inside is another, and all else as it should be.
    private static string Damage(Random random, string good)
    {
        var values = System.Text.RegularExpressions.Regex.Matches(good, """-?[0-9][0-9.]*|"[^"]*"(?!:)|true|false|null""");
        var one = values[random.Next(values.Count)];
        return string.Concat(good.AsSpan(0, one.Index), Any(random, 2), good.AsSpan(one.Index + one.Length));
    }
}
