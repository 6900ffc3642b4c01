using Homing.Roles;

namespace Homing.Parking;

/// <summary>The settings of the parking finder.</summary>
public sealed class ParkingOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Parking";

    /// <summary>The catalogue of lots, a CSV file.</summary>
    /// <value>A path; a relative one is looked for in the working folder, then beside the program.</value>
    public string Catalogue { get; set; } = "data/parking/ispark_lots.csv";

    /// <summary>Where the lots come from: the catalogue file, or a database that the file filled once.</summary>
    /// <value><c>file</c> or <c>database</c>. Default <c>file</c>.</value>
    public string CatalogueSource { get; set; } = DataSources.File;

    /// <summary>Recorded readings, a CSV file, packed or not: replayed, and searched for counters that never move.</summary>
    /// <value>A path; a relative one is looked for in the working folder, then beside the program.</value>
    public string Readings { get; set; } = "data/parking/ispark_readings.csv.gz";

    /// <summary>How old a reading may be before it is called stale.</summary>
    /// <value>1 second to 7 days. Default 2 hours: of the recorded time, 98 % lies within 2 hours of a reading.</value>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How far ahead of our clock a reading's time may be before it is set aside.</summary>
    /// <value>0 to 1 hour. Default 2 minutes.</value>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many times faster than they were recorded the readings are replayed.</summary>
    /// <value>0 to 100,000; 0 replays nothing. Default 60: an hour takes a minute.</value>
    public double ReplaySpeed { get; set; } = 60;

    /// <summary>How long changes are gathered before watched lists are computed again, each at most once.</summary>
    /// <value>10 milliseconds to 10 seconds. Default 200 milliseconds.</value>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMilliseconds(200);
}
