using Homing.Deliveries.Rides;

namespace Homing.Deliveries.Tests.Rides;

public sealed class RideIdTests
{
    [Theory]
    [InlineData(0, 17L)]
    [InlineData(1023, long.MaxValue)]
    [InlineData(int.MinValue, long.MinValue)]
    public void Name_is_its_own_and_no_other(int partition, long offset)
    {
        var ride = new RideId(partition, offset);

        Assert.True(ride.IsNamed(ride.ToString()));
        Assert.False(ride.IsNamed(ride + "0"));
        Assert.False(ride.IsNamed(ride.ToString()[..^1]));
        Assert.False(ride.IsNamed(""));
        Assert.False(ride.IsNamed(new RideId(partition, offset ^ 1).ToString()));
    }
}
