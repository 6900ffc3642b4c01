namespace Homing.Deliveries.Insights;

/// <summary>The sum of some hours.</summary>
internal sealed class InsightFigures
{
    private readonly SortedDictionary<int, long> _speeds = [];

    /// <summary>Starts with nothing.</summary>
    /// <param name="from">The first hour.</param>
    /// <param name="to">The end of the last hour.</param>
    /// <param name="maxCells">How many heat cells there may be at most.</param>
    public InsightFigures(DateTimeOffset from, DateTimeOffset to, int maxCells) =>
        (From, To, Heat) = (from, to, new HeatGrid(maxCells));

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Nothing before is known; null where nothing is known at all.</summary>
    public DateTimeOffset? KnownSince { get; set; }

    public InsightTotals Totals { get; private set; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>The hours in which something was counted, oldest first.</summary>
    public List<InsightHour> Hours { get; } = [];

    public IReadOnlyDictionary<int, long> Speeds => _speeds;

    public HeatGrid Heat { get; }

    public void Add(DateTimeOffset at, HourFigures hour, DegreeBox? box)
    {
        Totals = Totals.Plus(hour);
        Hours.Add(new InsightHour(at.UtcDateTime, hour.Started, hour.Finished, hour.Positions, hour.DistanceMm / 1000d));
        Heat.Add(hour.Heat, box);
        foreach (var (bin, positions) in hour.Speeds)
        {
            _speeds[bin] = _speeds.GetValueOrDefault(bin) + positions;
        }
    }
}
