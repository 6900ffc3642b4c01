using System.Net;
using System.Threading.RateLimiting;
using Homing.Host.Identity;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Host.Tests.Identity;

public sealed class SignInLimitsTests : IDisposable
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new();
    private readonly SignInLimits _limits;

    public SignInLimitsTests() => _limits = new SignInLimits(
        Options.Create(new SignInLimitOptions { SignInsPerAddress = 6, SignInsPerUser = 3 }), _time);

    [Fact]
    public void User_is_limited_from_wherever_and_has_a_try_again_when_it_is_told()
    {
        Assert.Equal([true, true, true, false], Tries(("ceo", Here), ("ceo", There), ("ceo", Here), ("ceo", There)));
        Assert.Equal([true], Tries(("driver", Here)));

        var refused = _limits.Take(There, "ceo")[^1];
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
        _time.Advance(wait);

        Assert.Equal([true, false], Tries(("ceo", There), ("ceo", There)));
    }

    [Fact]
    public void Address_is_limited_whatever_names_it_makes_up()
    {
        var tries = Tries([.. Enumerable.Range(0, 8).Select(number => ($"user{number}", Here))]);

        Assert.Equal([true, true, true, true, true, true, false, false], tries);
        Assert.Equal([true], Tries(("user0", There)));
    }

    [Fact]
    public void Try_that_was_right_does_not_count()
    {
        for (var number = 0; number < 100; number++)
        {
            var leases = _limits.Take(Here, "ceo");
            Assert.True(leases[^1].IsAcquired);
            SignInLimits.Return(leases);
        }
    }

    [Fact]
    public void Nothing_is_limited_where_it_is_off()
    {
        using var off = new SignInLimits(
            Options.Create(new SignInLimitOptions { SignInsPerAddress = 0, SignInsPerUser = 0 }), _time);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(off.Take(Here, "ceo")[^1].IsAcquired));
    }

    public void Dispose() => _limits.Dispose();

    private bool[] Tries(params (string User, IPAddress Address)[] tries) =>
        [.. tries.Select(attempt => _limits.Take(attempt.Address, attempt.User)[^1].IsAcquired)];
}
