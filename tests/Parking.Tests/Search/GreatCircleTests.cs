using Homing.Parking.Search;

namespace Homing.Parking.Tests.Search;

public sealed class GreatCircleTests
{
    [Theory]
    [InlineData(0, 0, 0, 180, Math.PI)]
    [InlineData(90, 0, -90, 77, Math.PI)]
    [InlineData(0, 179.5, 0, -179.5, Math.PI / 180)]
    [InlineData(0, 0, 90, 0, Math.PI / 2)]
    [InlineData(41, 29, 41, 29, 0)]
    public void Meters_is_the_angle_times_the_radius(
        double latitude, double longitude, double toLatitude, double toLongitude, double angle) =>
        Assert.Equal(
            angle * GreatCircle.EarthRadiusMeters,
            GreatCircle.Meters(
                UnitVector.FromDegrees(latitude, longitude), UnitVector.FromDegrees(toLatitude, toLongitude)),
            1e-6);

    [Fact]
    public void Meters_is_what_the_haversine_formula_says()
    {
        var random = new Random(5);
        for (var pair = 0; pair < 1000; pair++)
        {
            var (latitude, longitude) = (40.8 + random.NextDouble(), 28.5 + random.NextDouble());
            var (toLatitude, toLongitude) = (40.8 + random.NextDouble(), 28.5 + random.NextDouble());
            var meters = GreatCircle.Meters(
                UnitVector.FromDegrees(latitude, longitude), UnitVector.FromDegrees(toLatitude, toLongitude));
            Assert.Equal(Haversine(latitude, longitude, toLatitude, toLongitude), meters, 1e-6);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(500)]
    [InlineData(1_000_000)]
    [InlineData(20_015_114)]
    public void SquaredChordOf_reaches_a_point_at_just_that_distance(double meters)
    {
        var degrees = double.RadiansToDegrees(meters / GreatCircle.EarthRadiusMeters);
        var from = UnitVector.FromDegrees(0, 0);
        var to = UnitVector.FromDegrees(0, degrees);
        Assert.True(from.SquaredChordTo(to) <= GreatCircle.SquaredChordOf(meters));
    }

    internal static double Haversine(double latitude, double longitude, double toLatitude, double toLongitude)
    {
        var (a, b) = (double.DegreesToRadians(latitude), double.DegreesToRadians(toLatitude));
        var (up, across) = (Math.Sin((b - a) / 2), Math.Sin(double.DegreesToRadians(toLongitude - longitude) / 2));
        return 2 * GreatCircle.EarthRadiusMeters
            * Math.Asin(Math.Sqrt((up * up) + (Math.Cos(a) * Math.Cos(b) * across * across)));
    }
}
