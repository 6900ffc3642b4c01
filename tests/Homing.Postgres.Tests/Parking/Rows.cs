using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;

namespace Homing.Postgres.Tests.Parking;

/// <summary>Rows of a catalogue for tests.</summary>
internal static class Rows
{
    private const string Tariff = "0-1 Saat : 10,00;1-2 Saat : 14,00;Tam Gün : 25,00";

    /// <summary>Rows that are lots, of few ids, so that edits meet.</summary>
    public static Gen<CatalogueRow> Any { get; } =
        from id in Gen.Choose(1, 12)
        from latitude in Gen.Choose(0, 1_399_999)
        from longitude in Gen.Choose(0, 2_499_999)
        from capacity in Gen.Choose(1, 100_000)
        from type in Gen.Elements(Enum.GetValues<ParkType>())
        from hours in Gen.Elements("", "24 Saat", "08:00-19:00", "7:30 - 24:00", "20:00-06:00")
        from text in Gen.Elements("", "ŞİŞLİ", "a 'quoted' \"name\", with a comma", "日本語 🅿")
        from free in Gen.Choose(0, 1439)
        from tariff in Gen.Elements("", Tariff, "Tam Gün : 20,00", "nothing that can be read")
        select new CatalogueRow(
            Text(id),
            text.Length == 0 ? "Lot" : text,
            Text(40.5 + (latitude * 1e-6)),
            Text(27.5 + (longitude * 1e-6)),
            Text(capacity),
            ParkTypes.NameOf(type),
            hours,
            text,
            text,
            Text(free),
            tariff);

    public static IReadOnlyList<NearbyQuery> Queries { get; } =
    [
        new() { Lat = 41.0, Lng = 29.0, Limit = 20, StayMinutes = 90 },
        new() { Lat = 41.5, Lng = 28.0, Limit = 3, OpenNow = true },
        new() { Lat = 40.9, Lng = 29.1, Limit = 20, RadiusM = 60_000, ParkType = "open" },
    ];

    public static CatalogueRow Good(string id) =>
        new(id, "Lot " + id, "41.0", "29.0", "100", "open", "24 Saat", "ŞİŞLİ", "Somewhere 1", "15", Tariff);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
