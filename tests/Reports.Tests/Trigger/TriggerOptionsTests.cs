using Homing.Reports.Trigger;

namespace Homing.Reports.Tests.Trigger;

public sealed class TriggerOptionsTests
{
    [Fact]
    public void Default_settings_are_good() => Assert.True(new TriggerOptionsValidator().Validate(null, new TriggerOptions()).Succeeded);

    [Theory]
    [InlineData("", "Homing:Reports:Trigger:MailDomain is ''; allowed is the name of a domain, such as homing.example.")]
    [InlineData("a b", "Homing:Reports:Trigger:MailDomain is 'a b'; allowed is ")]
    [InlineData("10.0.0.1", "Homing:Reports:Trigger:MailDomain is '10.0.0.1'; allowed is ")]
    public void Domain_must_be_one(string domain, string failure) => Assert.StartsWith(failure, Assert.Single(
        new TriggerOptionsValidator().Validate(null, new TriggerOptions { MailDomain = domain }).Failures!));

    [Theory]
    [InlineData(999)]
    [InlineData(60_001)]
    public void Patience_must_be_within_its_limits(int milliseconds) => Assert.StartsWith(
        "Homing:Reports:Trigger:Patience is ", Assert.Single(new TriggerOptionsValidator().Validate(
            null, new TriggerOptions { Patience = TimeSpan.FromMilliseconds(milliseconds) }).Failures!));
}
