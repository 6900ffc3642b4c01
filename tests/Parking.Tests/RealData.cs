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
        return (NewBoard(Live(), time), time);
    }

    public static AvailabilityBoard NewBoard(LiveCatalogue catalogue, TimeProvider time) =>
        new(catalogue, PlaceholderLots.Derive(Readings.Readings), Options.Create(new ParkingOptions()), time);

    /// <summary>The shipped catalogue, as its source has said it.</summary>
    public static LiveCatalogue Live()
    {
        var live = new LiveCatalogue();
        live.Replace(Catalogue);
        return live;
    }

    public static ReadingOutcome Apply(this AvailabilityBoard board, int lot, Reading reading) =>
        board.Apply(Catalogue.Lots[lot].Id, reading);

    public static LotStatus Read(this AvailabilityBoard board, int lot, DateTimeOffset now) => board.Current.Read(lot, now);

    public static int NumberOf(string id) =>
        Catalogue.TryFind(id, out var number) ? number : throw new ArgumentException(id, nameof(id));
}
