namespace Homing.Parking.Catalogue;

/// <summary>The kinds of lots there are in the data.</summary>
public enum ParkType
{
    /// <summary>Along a street: <c>YOL ÜSTÜ</c>.</summary>
    OnStreet,

    /// <summary>An open lot: <c>AÇIK OTOPARK</c>.</summary>
    Open,

    /// <summary>A building or below ground: <c>KAPALI OTOPARK</c>.</summary>
    Covered,

    /// <summary>For taxis: <c>TAKSİ PARK</c>.</summary>
    Taxi,

    /// <summary>For minibuses: <c>MİNİBÜS PARK</c>.</summary>
    Minibus,
}

/// <summary>The names of park types: those of the data, and an English one each.</summary>
public static class ParkTypes
{
    private static readonly (ParkType Type, string InData, string Alias)[] Names =
    [
        (ParkType.OnStreet, "YOL ÜSTÜ", "on_street"),
        (ParkType.Open, "AÇIK OTOPARK", "open"),
        (ParkType.Covered, "KAPALI OTOPARK", "covered"),
        (ParkType.Taxi, "TAKSİ PARK", "taxi"),
        (ParkType.Minibus, "MİNİBÜS PARK", "minibus"),
    ];

    /// <summary>Everything that <see cref="TryParse"/> takes, for messages.</summary>
    public static string Allowed { get; } =
        string.Join(", ", Names.SelectMany(name => new[] { name.Alias, name.InData }));

    /// <summary>The name in the data.</summary>
    public static string NameOf(ParkType type) => Names[(int)type].InData;

    /// <summary>Reads either name, in any case.</summary>
    public static bool TryParse(string text, out ParkType type)
    {
        var folded = Fold(text);
        foreach (var name in Names)
        {
            if (folded == Fold(name.InData) || folded == Fold(name.Alias))
            {
                type = name.Type;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>One letter for the four i's of Turkish, so that any upper and lower case is the same.</summary>
    private static string Fold(string text) =>
        text.Trim().Replace("i̇", "i", StringComparison.Ordinal).Replace('İ', 'i').Replace('I', 'i').Replace('ı', 'i')
            .ToLowerInvariant();
}
