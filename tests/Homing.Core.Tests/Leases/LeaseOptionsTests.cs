using Homing.Leases;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Homing.Core.Tests.Leases;

public sealed class LeaseOptionsTests
{
    [Theory]
    [InlineData("00:00:01", null)]
    [InlineData("00:05:00", null)]
    [InlineData("00:00:10", "00:00:00.010")]
    [InlineData("00:00:09", "00:00:03")]
    public async Task Value_within_bounds_is_taken(string timeToLive, string? margin)
    {
        await using var services = Build(timeToLive, margin);
        Assert.Equal(TimeSpan.Parse(timeToLive, null), Options(services).TimeToLive);
    }

    [Theory]
    [InlineData("00:00:00.999", null, "TimeToLive")]
    [InlineData("00:05:00.001", null, "TimeToLive")]
    [InlineData("00:00:10", "00:00:00.009", "SafetyMargin")]
    [InlineData("00:00:09", "00:00:03.001", "SafetyMargin")]
    public async Task Value_out_of_bounds_is_refused_by_name(string timeToLive, string? margin, string name)
    {
        await using var services = Build(timeToLive, margin);
        var error = Assert.Throws<OptionsValidationException>(() => Options(services));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_twice_is_registration_once()
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<ILog>(new InMemoryLog())
            .AddInProcessLeases()
            .AddInProcessLeases();
        await using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.Single(provider.GetServices<ILeaseStore>());
        Assert.Single(provider.GetServices<LeaseKeeper>());
        Assert.Equal(TimeSpan.FromSeconds(10), Options(provider).TimeToLive);
    }

    private static LeaseOptions Options(ServiceProvider services) =>
        services.GetRequiredService<IOptions<LeaseOptions>>().Value;

    private static ServiceProvider Build(string timeToLive, string? margin)
    {
        var settings = new Dictionary<string, string?> { ["Homing:Leases:TimeToLive"] = timeToLive };
        if (margin is not null)
        {
            settings["Homing:Leases:SafetyMargin"] = margin;
        }

        return new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<ILog>(new InMemoryLog())
            .AddInProcessLeases()
            .BuildServiceProvider();
    }
}
