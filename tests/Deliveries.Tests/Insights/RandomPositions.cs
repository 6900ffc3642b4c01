using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;
using Homing.Log;

namespace Homing.Deliveries.Tests.Insights;

/// <summary>Positions of some routes as simulators and strangers might tell them: repeated, late, unfinished, far apart.</summary>
internal static class RandomPositions
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Positions of each partition, in the order of the log. A route has one partition.</summary>
    public static List<(LogPosition At, PositionRecord Position)>[] Make(Random random, int hours, int partitions = 3)
    {
        var log = new List<(LogPosition, PositionRecord)>[partitions];
        for (var partition = 0; partition < partitions; partition++)
        {
            log[partition] = [];
            var rides = Enumerable.Range(0, 3).Select(number => new Told($"r{partition}-{number}", random.Next(3) == 0)).ToArray();
            var time = Start;
            for (var count = random.Next(400); count > 0; count--)
            {
                time += TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(hours * 30) : random.Next(3) * 0.5);
                var position = rides[random.Next(rides.Length)].Next(random, time, partition, log[partition].Count);
                log[partition].Add((new LogPosition(partition, log[partition].Count), position));
            }
        }

        return log;
    }

    private sealed class Told(string route, bool isForeign)
    {
        private RideId _ride = new(0, -1);
        private long _number;
        private bool _over = true;
        private Coordinate _place = new(-15.8, -47.9);

        public PositionRecord Next(Random random, DateTimeOffset time, int partition, int offset)
        {
            if (_over)
            {
                (_ride, _number, _over) = (new RideId(partition, offset), 0, false);
            }

            _place = random.Next(20) == 0
                ? new Coordinate((random.NextDouble() * 178) - 89, (random.NextDouble() * 358) - 179)
                : new Coordinate(
                    Math.Clamp(_place.Lat + (random.NextDouble() * 0.002) - 0.001, -90, 90),
                    Math.Clamp(_place.Lng + (random.NextDouble() * 0.002) - 0.001, -180, 180));
            _over = random.Next(15) == 0;

            // One in ten is told late: with an earlier time, or a number that was there before.
            var isLate = random.Next(10) == 0;
            return new PositionRecord(
                route,
                "c" + random.Next(3),
                _place,
                _over,
                isLate ? time.AddSeconds(-random.Next(4000)) : time,
                isForeign ? null : isLate && _number > 1 ? new RideId(_ride.Partition, _ride.Offset - random.Next(2)) : _ride,
                isForeign ? null : isLate ? random.NextInt64(_number + 1) : _number++);
        }
    }
}
