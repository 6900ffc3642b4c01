using Microsoft.Extensions.Options;

namespace Homing.Deliveries.Tests;

public sealed class DeliveryOptionsTests
{
    [Fact]
    public void What_is_shipped_is_valid() => Assert.True(Validate(_ => { }).Succeeded);

    [Fact]
    public void Each_wrong_setting_is_named_with_its_value_and_what_is_allowed()
    {
        AssertRefused("Homing:Deliveries:Routes is 'none.csv'; allowed is the path of a file that exists.", o => o.Routes = "none.csv");
        AssertRefused("Homing:Deliveries:MaxJumpM is 'NaN'; allowed is 1 to 100000.", o => o.MaxJumpM = double.NaN);
        AssertRefused("Homing:Deliveries:SpeedMps is '0'; allowed is 0.1 to 1000.", o => o.SpeedMps = 0);
        AssertRefused("Homing:Deliveries:Partitions is '257'; allowed is 1 to 256.", o => o.Partitions = 257);
        AssertRefused(
            "Homing:Deliveries:PositionRetention is '00:01:00'; allowed is 01:00:00 to 365.00:00:00.",
            o => o.PositionRetention = TimeSpan.FromMinutes(1));
        AssertRefused("Homing:Deliveries:StaleAfter is '00:00:00'; allowed is 00:00:01 to 1.00:00:00.", o => o.StaleAfter = TimeSpan.Zero);
        AssertRefused(
            "Homing:Deliveries:FutureTolerance is '02:00:00'; allowed is 00:00:00 to 01:00:00.",
            o => o.FutureTolerance = TimeSpan.FromHours(2));
    }

    private static void AssertRefused(string line, Action<DeliveryOptions> spoil) => Assert.Equal([line], Validate(spoil).Failures);

    private static ValidateOptionsResult Validate(Action<DeliveryOptions> change)
    {
        var options = new DeliveryOptions();
        change(options);
        return new DeliveryOptionsValidator().Validate(null, options);
    }
}
