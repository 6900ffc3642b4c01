using System.Globalization;

namespace Homing.Parking.Hours;

/// <summary>The hours of a lot, the same every day, in the time of İstanbul.</summary>
/// <remarks>Turkey has kept UTC+3 the whole year since 2016, so no time zone data is needed.</remarks>
public sealed record OpeningHours
{
    /// <summary>The time of İstanbul.</summary>
    public static readonly TimeSpan IstanbulOffset = TimeSpan.FromHours(3);

    private const int MinutesPerDay = 24 * 60;
    private const string AroundTheClock = "24 Saat";

    private readonly int _opens;
    private readonly int _length;

    private OpeningHours(string text, int opens, int length) => (Text, _opens, _length) = (text, opens, length);

    /// <summary>Never closed.</summary>
    public static OpeningHours Always { get; } = new(AroundTheClock, 0, MinutesPerDay);

    /// <summary>As it stands in the data.</summary>
    public string Text { get; }

    /// <summary>True where it never closes.</summary>
    public bool IsAlways => _length == MinutesPerDay;

    /// <summary>Reads <c>24 Saat</c>, or from and to as in <c>08:00-19:00</c>; past midnight where to is not after from.</summary>
    public static bool TryParse(string text, out OpeningHours hours)
    {
        hours = Always;
        if (string.Equals(text.Trim(), AroundTheClock, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !TryReadTime(parts[0], out var opens) || !TryReadTime(parts[1], out var closes))
        {
            return false;
        }

        var length = closes > opens ? closes - opens : closes + MinutesPerDay - opens;
        hours = new OpeningHours(text.Trim(), opens % MinutesPerDay, Math.Min(length, MinutesPerDay));
        return true;
    }

    /// <summary>True where it is open at that moment.</summary>
    public bool IsOpenAt(DateTimeOffset time) => IsAlways || MinutesSinceOpening(time) < _length;

    /// <summary>True where it is open at that moment and does not close before <paramref name="stay"/> is over.</summary>
    public bool IsOpenFor(DateTimeOffset from, TimeSpan stay) =>
        IsAlways || (IsOpenAt(from) && MinutesSinceOpening(from) + stay.TotalMinutes <= _length);

    /// <summary>When the opening began that holds at that moment; null where it is closed, or never closes.</summary>
    public DateTimeOffset? OpenedAt(DateTimeOffset time) =>
        !IsAlways && IsOpenAt(time) ? time - TimeSpan.FromMinutes(MinutesSinceOpening(time)) : null;

    private double MinutesSinceOpening(DateTimeOffset time)
    {
        var ofDay = time.ToOffset(IstanbulOffset).TimeOfDay.TotalMinutes;
        return ofDay >= _opens ? ofDay - _opens : ofDay + MinutesPerDay - _opens;
    }

    private static bool TryReadTime(string text, out int minutes)
    {
        // 24:00 is written by some for midnight, and TimeOnly does not know it.
        minutes = MinutesPerDay;
        if (text == "24:00")
        {
            return true;
        }

        var isTime = TimeOnly.TryParseExact(
            text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        minutes = (time.Hour * 60) + time.Minute;
        return isTime;
    }
}
