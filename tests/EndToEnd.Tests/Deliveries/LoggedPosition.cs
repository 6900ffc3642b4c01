using System.Globalization;
using System.Text.Json;

namespace EndToEnd.Tests.Deliveries;

/// <summary>A record of <c>route.new-position</c>.</summary>
internal sealed record LoggedPosition(string Key, string Value, string Ride, long Number)
{
    public bool IsFinished => JsonDocument.Parse(Value).RootElement.GetProperty("finished").GetBoolean();

    /// <summary>For whoever drops numbers it has had: each comes, in order, and the last says finished.</summary>
    /// <returns>How many came again.</returns>
    public static int AssertWhole(IEnumerable<LoggedPosition> positions, long last)
    {
        var (next, again) = (0L, 0);
        foreach (var position in positions)
        {
            if (position.Number < next)
            {
                again++;
                continue;
            }

            Assert.Equal(next, position.Number);
            Assert.Equal(position.Number == last, position.IsFinished);
            next++;
        }

        Assert.Equal(last + 1, next);
        return again;
    }

    /// <summary>Reads the headers of a record.</summary>
    public static LoggedPosition From(string key, string value, IReadOnlyDictionary<string, string> headers) =>
        new(key, value, headers["ride"], long.Parse(headers["number"], CultureInfo.InvariantCulture));
}
