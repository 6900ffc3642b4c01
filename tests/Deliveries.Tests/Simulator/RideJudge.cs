using System.Globalization;
using Homing.Deliveries.Rides;
using Homing.Deliveries.Routes;

namespace Homing.Deliveries.Tests.Simulator;

/// <summary>Says whether the positions of a ride are what readers may rely on.</summary>
internal static class RideJudge
{
    /// <summary>
    /// For readers that drop numbers they have had: every number comes, in order, at its place, and only the last says
    /// finished.
    /// </summary>
    /// <returns>The numbers that came again.</returns>
    public static List<long> AssertWhole(Route route, IReadOnlyList<PositionRecord> positions)
    {
        var step = new DeliveryOptions().SpeedMps * 0.5;
        var last = (long)Math.Ceiling(route.Line.LengthM / step);
        var repeated = new List<long>();
        var next = 0L;
        foreach (var position in positions)
        {
            var number = position.Number!.Value;
            Assert.Equal(route.Id, position.RouteId);
            var place = route.Line.At(number == last ? route.Line.LengthM : number * step).Place;
            Assert.Equal(place.Lat, position.Place.Lat, 1e-7);
            Assert.Equal(place.Lng, position.Place.Lng, 1e-7);
            Assert.Equal(number == last, position.Finished);
            if (number < next)
            {
                repeated.Add(number);
                continue;
            }

            Assert.Equal(next, number);
            next++;
        }

        Assert.True(next == last + 1, string.Create(CultureInfo.InvariantCulture, $"It stopped at {next - 1} of {last}."));
        Assert.Equal(route.Line.Points[^1], positions.MaxBy(position => position.Number).Place);
        return repeated;
    }
}
