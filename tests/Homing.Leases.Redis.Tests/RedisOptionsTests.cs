using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Leases.Redis.Tests;

public sealed class RedisOptionsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("one:6379,two:6379")]
    [InlineData("one:6379,password=a=b;c/d,ssl=true,defaultDatabase=2,connectTimeout=500")]
    public void Configuration_of_redis_is_taken(string configuration) =>
        Assert.Equal(configuration, Bind(("Configuration", configuration)).Configuration);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("ssl=true")]
    [InlineData("one:6379,colour=blue")]
    [InlineData("one:99999")]
    [InlineData("one:6379,ssl=maybe")]
    [InlineData("one:6379,connectTimeout=soon")]
    [InlineData("redis://one:6379")]
    public void Configuration_that_cannot_be_understood_is_named_with_what_is_allowed(string configuration)
    {
        var message = Failure(("Configuration", configuration));

        Assert.StartsWith("Homing:Redis:Configuration is '", message, StringComparison.Ordinal);
        Assert.Contains("allowed is host:port", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("one:6379,password=Geheim,colour=blue")]
    [InlineData("one:6379,password=with,Geheim")]
    [InlineData("one:6379,PassWord = Geheim,colour=blue")]
    [InlineData("one:6379;pass=Geheim")]
    [InlineData("redis://user:Geheim@one:6379")]
    [InlineData("colour=blue,user:Geheim@one:6379")]
    public void Password_is_not_shown(string configuration) =>
        Assert.DoesNotContain("Geheim", Failure(("Configuration", configuration)), StringComparison.Ordinal);

    [Fact]
    public void Wrong_configuration_is_shown_as_far_as_it_may_be() =>
        Assert.Contains(
            "'one:6379,colour=blue,password=***'",
            Failure(("Configuration", "one:6379,colour=blue,password=x")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("KeyPrefix", "")]
    [InlineData("KeyPrefix", "{tag}")]
    [InlineData("KeyPrefix", "with space")]
    [InlineData("Timeout", "00:00:00.049")]
    [InlineData("Timeout", "00:00:31")]
    public void Value_that_is_not_allowed_is_named(string setting, string value) =>
        Assert.Contains(setting, Failure(("Configuration", "one"), (setting, value)), StringComparison.Ordinal);

    [Fact]
    public void Defaults_are_as_written_down()
    {
        var options = Bind(("Configuration", "one"));

        Assert.Equal("homing:", options.KeyPrefix);
        Assert.Equal(TimeSpan.FromSeconds(1), options.Timeout);
    }

    private static string Failure(params (string Name, string Value)[] settings) =>
        Assert.Single(Assert.Throws<OptionsValidationException>(() => Bind(settings)).Failures);

    private static RedisOptions Bind(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create("Homing:Redis:" + s.Name, (string?)s.Value))).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddRedisLeases().BuildServiceProvider();
        return services.GetRequiredService<IOptions<RedisOptions>>().Value;
    }
}
