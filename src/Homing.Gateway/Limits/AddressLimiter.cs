using System.Buffers.Binary;
using System.Net;
using System.Threading.RateLimiting;

namespace Homing.Gateway.Limits;

/// <summary>A rate limit for each address. Of IPv6 the first 64 bits count: the rest is one customer's to choose.</summary>
public static class AddressLimiter
{
    /// <summary>A limiter with a bucket an address; those that are full are forgotten.</summary>
    /// <param name="perMinute">How many a minute, as many at once; 0 for no limit.</param>
    /// <param name="time">The clock.</param>
    public static PartitionedRateLimiter<IPAddress?> PerMinute(int perMinute, TimeProvider time) =>
        PartitionedRateLimiter.Create<IPAddress?, UInt128>(address => address is null || perMinute == 0
            ? RateLimitPartition.GetNoLimiter(UInt128.Zero)
            : RateLimitPartition.Get(KeyOf(address), _ => (RateLimiter)new TokenBucketLimiter(perMinute, time)));

    /// <summary>What is counted as one address.</summary>
    internal static UInt128 KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        var key = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? key : key & (UInt128.MaxValue << 64);
    }
}
