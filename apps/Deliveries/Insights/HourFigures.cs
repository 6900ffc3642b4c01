using System.Runtime.InteropServices;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Insights;

/// <summary>What is counted of an hour. Whole numbers only, so that no sum depends on the order of its parts.</summary>
internal sealed class HourFigures
{
    /// <summary>The width of a speed bin, in metres a second.</summary>
    public const int BinMps = 2;

    /// <summary>The last bin: this fast and faster, in bins.</summary>
    public const int LastBin = 500;

    private readonly Dictionary<int, long> _speeds = [];

    public HourFigures(int maxCells) => Heat = new HeatGrid(maxCells);

    public long Started { get; set; }

    public long Finished { get; set; }

    public long Positions { get; private set; }

    public long DistanceMm { get; private set; }

    public long Stale { get; set; }

    public long Future { get; set; }

    public long Invalid { get; set; }

    public IReadOnlyDictionary<int, long> Speeds => _speeds;

    public HeatGrid Heat { get; }

    /// <summary>Counts a position, and how far it is from the one before.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="distanceMm">From the one before; 0 for the first.</param>
    /// <param name="elapsed">Since the one before; null or not positive where no speed can be told.</param>
    public void Add(Coordinate place, long distanceMm, TimeSpan? elapsed)
    {
        Positions++;
        DistanceMm += distanceMm;
        Heat.Add(place);
        if (elapsed is { } time && time > TimeSpan.Zero)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_speeds, BinOf(distanceMm / 1000d / time.TotalSeconds), out _)++;
        }
    }

    public static int BinOf(double speedMps) => (int)Math.Min(speedMps / BinMps, LastBin);
}
