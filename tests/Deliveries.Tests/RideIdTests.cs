using System.Globalization;
using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Tests;

public sealed class RideIdTests
{
    [Fact]
    public void Is_read_as_it_is_written()
    {
        var ride = new RideId(3, 1_234_567_890_123);
        Assert.Equal("3-1234567890123", ride.ToString());
        Assert.Equal(ride, RideId.Parse(ride.ToString(), CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3-")]
    [InlineData("-3-4")]
    [InlineData("3-4-5")]
    [InlineData("3- 4")]
    [InlineData("3-99999999999999999999")]
    public void What_is_none_is_refused(string? text)
    {
        Assert.False(RideId.TryParse(text, CultureInfo.InvariantCulture, out _));
    }
}
