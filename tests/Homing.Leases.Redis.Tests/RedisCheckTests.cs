using Homing.Doctor;
using Homing.Leases.Redis.Doctor;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Leases.Redis.Tests;

public sealed class RedisCheckTests : RedisTest
{
    [Fact]
    public async Task Redis_that_is_as_it_should_be()
    {
        var findings = await LookAsync(Server.Address);

        Assert.All(findings, finding => Assert.Equal(DoctorVerdict.Ok, finding.Verdict));
        Assert.Contains(findings, finding => finding.Check == "redis" && finding.Seen.Contains("version 7", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Check == "redis clock");
        Assert.Contains(findings, finding => finding.Seen.Contains("noeviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clock_that_is_an_hour_off_fails()
    {
        // Our clock stands at an hour from now.
        var findings = await LookAsync(Server.Address, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)));

        var clock = Assert.Single(findings, finding => finding.Check == "redis clock");
        Assert.Equal(DoctorVerdict.Fail, clock.Verdict);
        Assert.Contains("behind", clock.Seen, StringComparison.Ordinal);
        Assert.Contains("NTP", clock.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_that_throws_leases_away_where_memory_is_short_is_warned_of()
    {
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        var warned = Assert.Single(await LookAsync(Server.Address), finding => finding.Verdict == DoctorVerdict.Warn);

        Assert.Contains("allkeys-lru", warned.Seen, StringComparison.Ordinal);
        Assert.Contains("noeviction", warned.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_that_does_not_let_us_in_fails_without_showing_the_password()
    {
        var server = await StartServerAsync("--requirepass", "right");

        var finding = Assert.Single(await LookAsync(server.Address + ",password=wrong-one"));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains("does not let us in", finding.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", finding.Seen + finding.Change, StringComparison.Ordinal);
        Assert.Contains("Homing:Redis:Configuration", finding.Change, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_that_is_away_fails()
    {
        await Server.KillAsync();

        var finding = Assert.Single(await LookAsync(Server.Address));

        Assert.Equal(DoctorVerdict.Fail, finding.Verdict);
        Assert.Contains(Server.Address, finding.Seen, StringComparison.Ordinal);
        Assert.Contains("Start Redis", finding.Change, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<DoctorFinding>> LookAsync(string configuration, TimeProvider? time = null) =>
        new RedisCheck(
            Options.Create(new RedisOptions { Configuration = configuration + ",connectTimeout=3000", Timeout = TimeSpan.FromSeconds(10) }),
            time ?? TimeProvider.System).LookAsync(Cancellation);
}
