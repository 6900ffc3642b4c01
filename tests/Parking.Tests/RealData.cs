using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Feed;
using Homing.Roles;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Parking.Tests;

/// <summary>The shipped files, and a board over them. The files are read once.</summary>
internal static class RealData
{
    private static readonly Lazy<LotCatalogue> LazyCatalogue =
        new(() => CatalogueReader.ReadFile(ShippedFiles.Locate(new ParkingOptions().Catalogue)));

    private static readonly Lazy<ReadingsFile> LazyReadings =
        new(() => ReadingsFile.Read(ShippedFiles.Locate(new ParkingOptions().Readings)));

    public static readonly DateTimeOffset Noon = new(2026, 5, 7, 9, 0, 0, TimeSpan.Zero);

    public static LotCatalogue Catalogue => LazyCatalogue.Value;

    public static ReadingsFile Readings => LazyReadings.Value;

    public static (AvailabilityBoard Board, FakeTimeProvider Time) NewBoard(DateTimeOffset? now = null)
    {
        var time = new FakeTimeProvider(now ?? Noon);
        var placeholders = PlaceholderLots.Derive(Catalogue, Readings.Readings);
        return (new AvailabilityBoard(Catalogue, placeholders, Options.Create(new ParkingOptions()), time), time);
    }

    public static int NumberOf(string id) =>
        Catalogue.TryFind(id, out var number) ? number : throw new ArgumentException(id, nameof(id));
}
