using Homing.Roles;

namespace Homing.Deliveries;

/// <summary>The settings of the deliveries.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Where these settings stand.</summary>
    public const string SectionName = "Homing:Deliveries";

    /// <summary>How often a ride tells its position.</summary>
    public static readonly TimeSpan PositionInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The slowest that a ride is driven, in metres a second.</summary>
    internal const double MinSpeedMps = 0.1;

    /// <summary>The fastest that a ride is driven, in metres a second.</summary>
    internal const double MaxSpeedMps = 1_000;

    /// <summary>The list of routes, a CSV file with the columns <c>id,title,file</c>; the files stand beside it.</summary>
    /// <value>A path; a relative one is looked for in the working folder, then beside the program.</value>
    public string Routes { get; set; } = "data/routes/routes.csv";

    /// <summary>Where the routes come from: the list and its files, or a database that they filled once.</summary>
    /// <value><c>file</c> or <c>database</c>. Default <c>file</c>.</value>
    public string RouteSource { get; set; } = DataSources.File;

    /// <summary>The longest distance between two points of a route before it counts as an error.</summary>
    /// <value>1 to 100,000 metres. Default 1,000.</value>
    public double MaxJumpM { get; set; } = 1_000;

    /// <summary>How fast the simulator drives.</summary>
    /// <value>0.1 to 1,000 metres a second. Default 13.9, which is 50 km/h.</value>
    public double SpeedMps { get; set; } = 13.9;

    /// <summary>Partitions of <see cref="DeliveryTopics.NewDirection"/> and <see cref="DeliveryTopics.NewPosition"/> where we make them.</summary>
    /// <value>1 to 256. Default 4.</value>
    public int Partitions { get; set; } = 4;

    /// <summary>How long positions are kept, so that rides can be looked back at.</summary>
    /// <value>1 hour to 365 days. Default 30 days.</value>
    public TimeSpan PositionRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How old the newest position of a ride may be before the ride is called stale.</summary>
    /// <value>1 second to 1 day. Default 10 seconds.</value>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How far ahead of our clock a position's time may be before it is set aside.</summary>
    /// <value>0 to 1 hour. Default 2 minutes.</value>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many hours the insights look back; older ones are dropped first.</summary>
    /// <value>1 hour to 365 days. Default 30 days.</value>
    public TimeSpan InsightsKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many heat cells the insights keep of an hour; with more, that hour's grid is made coarser.</summary>
    /// <value>100 to 1,000,000. Default 4,000. A cell takes about 50 bytes, so with the default of <see cref="InsightsKept"/> 145 MB at most.</value>
    public int HeatCells { get; set; } = 4_000;

    /// <summary>How many rides the insights know one by one; the one that was silent for the longest is forgotten first.</summary>
    /// <value>100 to 10,000,000. Default 200,000.</value>
    public int RidesKept { get; set; } = 200_000;

    /// <summary>
    /// How far back positions are read where somebody begins to watch: as long as that a watcher may be away and miss nothing,
    /// and a ride may be silent and still be shown. Never more than 200,000 records of a partition.
    /// </summary>
    /// <value>10 seconds to 1 day. Default 5 minutes.</value>
    public TimeSpan LookBack { get; set; } = TimeSpan.FromMinutes(5);
}
