using Homing.Host.Doctor;

namespace Homing.Host.Tests.Doctor;

public sealed class SettingCatalogTests
{
    private static readonly SettingCatalog Catalog = SettingCatalog.OfThisProgram();

    [Theory]
    [InlineData("Homing:Gateway:MaxInFlight")]
    [InlineData("homing:gateway:maxinflight")]
    [InlineData("Homing:Gateway:Urls:0")]
    [InlineData("Homing:Kafka:Client:security.protocol")]
    [InlineData("Homing:Redis:Configuration")]
    [InlineData("Homing:Log:Directory")]
    [InlineData("Homing:Leases:TimeToLive")]
    [InlineData("Homing:Parking:ReplaySpeed")]
    [InlineData("Homing:Deliveries:Routes")]
    [InlineData("Homing:Reports:Mail:Server")]
    [InlineData("Homing:Reports:Directory")]
    [InlineData("Homing:Provider:ApiKeys:1")]
    [InlineData("Homing:Maps:GoogleKey")]
    [InlineData("Homing:Demo:Password")]
    public void Settings_of_every_part_are_known(string setting) => Assert.True(Catalog.Knows(setting));

    [Theory]
    [InlineData("Homing:Gatway:MaxInFlight", "Homing:Gateway:MaxInFlight")]
    [InlineData("Homing:Gateway:MaxInFlght", "Homing:Gateway:MaxInFlight")]
    [InlineData("Homing:Kafka:BootstrapServer", "Homing:Kafka:BootstrapServers")]
    [InlineData("Homing:Redis:Timeouts", "Homing:Redis:Timeout")]
    [InlineData("Homing:Something:ElseAltogetherDifferent", null)]
    public void Unknown_setting_is_told_the_nearest_that_there_is(string setting, string? nearest)
    {
        Assert.False(Catalog.Knows(setting));
        Assert.Equal(nearest, Catalog.Nearest(setting));
    }

    [Fact]
    public void Single_value_holds_no_others() => Assert.False(Catalog.Knows("Homing:Gateway:MaxInFlight:0"));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "ABC", 0)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_letters(string one, string other, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(one, other));
        Assert.Equal(distance, EditDistance.Between(other, one));
    }
}
