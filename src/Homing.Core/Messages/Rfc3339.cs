using System.Globalization;

namespace Homing.Messages;

/// <summary>Times as in RFC 3339: any offset is read, UTC is written.</summary>
public static class Rfc3339
{
    /// <summary>What somebody is told who gave something else.</summary>
    public const string Allowed = "a time as RFC 3339, such as 2026-05-07T20:34:50Z";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time; one without an offset is none, for it would be guessed to be local.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = default;
        return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>Writes a time in UTC, with milliseconds.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
