namespace Homing.Deliveries.Insights;

/// <summary>
/// Rides by the hour in which they started: the newest of many are found without looking at them all. Used under the lock of
/// <see cref="RideInsights"/>.
/// </summary>
internal sealed class RidesByStart
{
    private readonly SortedList<long, List<KnownRide>> _hours = [];

    public void Add(KnownRide ride)
    {
        var hour = HourOf(ride.StartedAt);
        if (!_hours.TryGetValue(hour, out var rides))
        {
            _hours.Add(hour, rides = []);
        }

        ride.Slot = rides.Count;
        rides.Add(ride);
    }

    public void Remove(KnownRide ride)
    {
        var hour = HourOf(ride.StartedAt);
        var rides = _hours[hour];
        (rides[ride.Slot] = rides[^1]).Slot = ride.Slot;
        rides.RemoveAt(rides.Count - 1);
        if (rides.Count == 0)
        {
            _hours.Remove(hour);
        }
    }

    /// <summary>All that the newest so many of a time are among, and how many more started in that time.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, itself not part of it.</param>
    /// <param name="atLeast">How many are needed, where there are as many.</param>
    public (int Others, List<KnownRide> Candidates) Newest(DateTimeOffset from, DateTimeOffset to, int atLeast)
    {
        var (others, sure, candidates) = (0, 0, new List<KnownRide>());
        for (var index = _hours.Count - 1; index >= 0 && _hours.Keys[index] >= HourOf(from); index--)
        {
            var (hour, rides) = (_hours.Keys[index], _hours.Values[index]);
            if (hour > HourOf(to))
            {
                continue;
            }

            var isWhole = hour > HourOf(from) && hour < HourOf(to);
            if (isWhole && sure >= atLeast)
            {
                others += rides.Count;
                continue;
            }

            candidates.AddRange(rides);
            sure += isWhole ? rides.Count : 0;
        }

        return (others, candidates);
    }

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;
}
