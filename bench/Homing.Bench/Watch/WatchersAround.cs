using Homing.Parking.Catalogue;
using Homing.Parking.Nearby;

namespace Homing.Bench.Watch;

/// <summary>Watchers where lots are, off them by up to some kilometres, with the conditions that people choose.</summary>
internal static class WatchersAround
{
    public static NearbyQuery[] Make(LotCatalogue catalogue, int count, int seed)
    {
        var random = new Random(seed);
        var queries = new NearbyQuery[count];
        for (var watcher = 0; watcher < count; watcher++)
        {
            var lot = catalogue.Lots[random.Next(catalogue.Lots.Count)];
            queries[watcher] = new NearbyQuery
            {
                Lat = lot.Latitude + (0.005 * Normal(random)),
                Lng = lot.Longitude + (0.007 * Normal(random)),
                RadiusM = random.Next(4) == 0 ? random.Next(300, 3000) : null,
                MinFree = random.Next(4) == 0 ? random.Next(1, 30) : null,
                OpenNow = random.Next(4) == 0 ? true : null,
                StayMinutes = random.Next(4) == 0 ? 60 : null,
            };
        }

        return queries;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
