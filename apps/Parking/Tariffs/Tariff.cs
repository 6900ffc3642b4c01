namespace Homing.Parking.Tariffs;

/// <summary>What parking a car costs at a lot, by length of stay.</summary>
public sealed class Tariff : IEquatable<Tariff>
{
    /// <summary>The currency of all prices.</summary>
    public const string Currency = "TRY";

    /// <summary>The year of all prices in the catalogue. Later ones are many times higher.</summary>
    public const int PriceYear = 2020;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TariffBand[] _bands;

    internal Tariff(IEnumerable<TariffBand> bands, TimeSpan freeOfCharge)
    {
        _bands = [.. bands.OrderBy(band => band.To)];
        FreeOfCharge = freeOfCharge;
    }

    /// <summary>A stay up to this costs nothing.</summary>
    public TimeSpan FreeOfCharge { get; }

    /// <summary>
    /// The price of a stay: the band it ends in; what is longer than a day costs the day's price for each whole day
    /// and the band of the rest. Null where the tariff has no band for it.
    /// </summary>
    public decimal? PriceOf(TimeSpan stay)
    {
        if (stay <= FreeOfCharge)
        {
            return 0;
        }

        if (BandOf(stay) is { } band)
        {
            return band.Price;
        }

        var wholeDays = (int)(stay / Day);
        var rest = stay - (wholeDays * Day);
        if (wholeDays == 0 || BandOf(Day) is not { } day)
        {
            return null;
        }

        return rest == TimeSpan.Zero ? wholeDays * day.Price : BandOf(rest) is { } last
            ? (wholeDays * day.Price) + Math.Min(last.Price, day.Price)
            : null;
    }

    /// <inheritdoc/>
    public bool Equals(Tariff? other) =>
        other is not null && FreeOfCharge == other.FreeOfCharge && _bands.AsSpan().SequenceEqual(other._bands);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tariff);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FreeOfCharge, _bands.Length, _bands[0]);

    private TariffBand? BandOf(TimeSpan stay)
    {
        foreach (var band in _bands)
        {
            if (stay > band.From && stay <= band.To)
            {
                return band;
            }
        }

        return null;
    }
}

/// <summary>A stay longer than <paramref name="From"/> and up to <paramref name="To"/> costs <paramref name="Price"/>.</summary>
internal sealed record TariffBand(TimeSpan From, TimeSpan To, decimal Price);
