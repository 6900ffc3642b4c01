using System.Globalization;
using System.Text.RegularExpressions;

namespace Homing.Parking.Tariffs;

/// <summary>
/// Reads tariffs such as <c>0-1 Saat : 10,00;1-2 Saat : 14,00;Tam Gün : 25,00</c>: hours, a decimal comma, and the
/// whole day. Some are by kind of vehicle; then those of a car (<c>Otomobil</c>) count. What cannot be read as the
/// price of a car gives no tariff rather than a wrong one.
/// </summary>
internal static partial class TariffParser
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Tariff? Parse(string text, string freeMinutes)
    {
        var bands = new List<TariffBand>();
        TimeSpan longest = default;
        decimal? wholeDay = null;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Entry().Match(part);
            if (!match.Success)
            {
                continue;
            }

            var price = decimal.Parse(
                match.Groups["price"].Value.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture);
            if (match.Groups["days"] is { Success: true } days)
            {
                var count = days.Value.Length == 0 ? 1 : int.Parse(days.Value, CultureInfo.InvariantCulture);
                if (count == 1)
                {
                    wholeDay ??= price;
                }
                else
                {
                    bands.Add(new TariffBand((count - 1) * Day, count * Day, price));
                }
            }
            else
            {
                var from = Hours(match.Groups["from"].Value);
                var to = Hours(match.Groups["to"].Value);
                if (to <= from || price > 1000)
                {
                    return null;
                }

                bands.Add(new TariffBand(from, to, price));
                longest = to > longest ? to : longest;
            }
        }

        if (wholeDay is { } priceOfDay && longest < Day)
        {
            bands.Add(new TariffBand(longest, Day, priceOfDay));
        }

        return bands.Count == 0 || !IsRising(bands) ? null : new Tariff(bands, FreeOfCharge(freeMinutes));
    }

    /// <summary>A longer stay never costs less; where it does, a comma was lost in typing ("205,00" for "20,50").</summary>
    private static bool IsRising(List<TariffBand> bands)
    {
        bands.Sort((a, b) => a.To.CompareTo(b.To));
        for (var band = 1; band < bands.Count; band++)
        {
            if (bands[band].Price < bands[band - 1].Price || bands[band].From < bands[band - 1].To)
            {
                return false;
            }
        }

        return true;
    }

    private static TimeSpan Hours(string text) => TimeSpan.FromHours(int.Parse(text, CultureInfo.InvariantCulture));

    private static TimeSpan FreeOfCharge(string minutes) =>
        int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var free) && free < 24 * 60
            ? TimeSpan.FromMinutes(free)
            : TimeSpan.Zero;

    // Only bands of hours and days, alone or of a car: "Tam Gün Etkinlik" is for events, the rest for other vehicles.
    [GeneratedRegex(
        @"^((?<from>\d{1,2})\s*-\s*(?<to>\d{1,2})\s+saat|((?<days>\d{0,2})\.?\s*tam gün))(\s+otomobil)?\s*:\s*(?<price>\d{1,5}([.,]\d{1,2})?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();
}
