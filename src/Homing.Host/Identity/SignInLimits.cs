using System.Net;
using System.Threading.RateLimiting;
using Homing.Gateway.Limits;
using Microsoft.Extensions.Options;

namespace Homing.Host.Identity;

/// <summary>
/// Limits how often somebody may fail to sign in, by address and by user name. A try takes its tokens before the password
/// is looked at, so that many at once are limited too, and gets them back where it was right.
/// </summary>
internal sealed class SignInLimits : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> _addresses;
    private readonly PartitionedRateLimiter<string> _users;

    public SignInLimits(IOptions<SignInLimitOptions> options, TimeProvider time)
    {
        var perUser = options.Value.SignInsPerUser;
        _addresses = AddressLimiter.PerMinute(options.Value.SignInsPerAddress, time);
        _users = PartitionedRateLimiter.Create<string, string>(user => perUser == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.Get(user, _ => (RateLimiter)new TokenBucketLimiter(perUser, time)));
    }

    /// <summary>Takes what a try costs; the first lease that is not acquired says when to come back.</summary>
    public IReadOnlyList<RateLimitLease> Take(IPAddress? address, string user)
    {
        // The address first: names that are made up must not fill the memory.
        var byAddress = _addresses.AttemptAcquire(address);
        return byAddress.IsAcquired ? [byAddress, _users.AttemptAcquire(user)] : [byAddress];
    }

    /// <summary>The try was right: it does not count.</summary>
    public static void Return(IReadOnlyList<RateLimitLease> leases)
    {
        foreach (var lease in leases.OfType<TokenLease>())
        {
            lease.Return();
        }
    }

    public void Dispose()
    {
        _addresses.Dispose();
        _users.Dispose();
    }
}
