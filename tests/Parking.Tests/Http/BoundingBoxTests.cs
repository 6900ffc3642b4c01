using Homing.Parking.Http;

namespace Homing.Parking.Tests.Http;

public sealed class BoundingBoxTests
{
    [Theory]
    [InlineData("28,40,30,42", 41, 29, true)]
    [InlineData("28,40,30,42", 42.1, 29, false)]
    [InlineData("28,40,30,42", 41, 27.9, false)]
    [InlineData("170,-10,-170,10", 0, 179, true)]
    [InlineData("170,-10,-170,10", 0, 0, false)]
    public void Box_contains_its_edges_and_may_cross_the_dateline(string text, double latitude, double longitude, bool inside) =>
        Assert.Equal(inside, BoundingBox.Parse(text).Contains(latitude, longitude));

    [Theory]
    [InlineData("28,40,30", "it has 3 numbers, not 4")]
    [InlineData("28,40,30,x", "'x' is not a number")]
    [InlineData("28,40,30,NaN", "'NaN' is not a number")]
    [InlineData("28,42,30,40", "minLat is greater than maxLat")]
    [InlineData("28,40,30,91", "a latitude is out of range")]
    [InlineData("-181,40,30,41", "a longitude is out of range")]
    public void Wrong_box_is_refused_with_what_is_allowed(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ProblemException>(() => BoundingBox.Parse(text)).Message, StringComparison.Ordinal);
}
