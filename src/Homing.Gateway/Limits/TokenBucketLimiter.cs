using System.Threading.RateLimiting;

namespace Homing.Gateway.Limits;

/// <summary>
/// A token bucket as .NET's rate limiting takes it, on a clock that can be given. It never queues; whoever is refused is
/// told when to come back. Thread-safe.
/// </summary>
public sealed class TokenBucketLimiter : RateLimiter
{
    private readonly TokenBucket _bucket;

    /// <summary>Makes a bucket that is full.</summary>
    /// <param name="perMinute">Tokens that come in a minute, and that it holds; at least one.</param>
    /// <param name="time">The clock.</param>
    public TokenBucketLimiter(int perMinute, TimeProvider time) => _bucket = new TokenBucket(perMinute / 60.0, perMinute, time);

    /// <summary>How long it has been full; null while it is not.</summary>
    public override TimeSpan? IdleDuration => _bucket.IdleDuration;

    /// <inheritdoc />
    public override RateLimiterStatistics GetStatistics() => new() { CurrentAvailablePermits = _bucket.Available };

    /// <inheritdoc />
    protected override RateLimitLease AttemptAcquireCore(int permitCount) =>
        _bucket.TryTake(permitCount, out var wait) ? new TokenLease(_bucket) : new TokenLease(wait);

    /// <inheritdoc />
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount));
}
