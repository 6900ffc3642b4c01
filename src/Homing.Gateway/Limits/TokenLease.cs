using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Homing.Gateway.Limits;

/// <summary>A token of a <see cref="TokenBucketLimiter"/>, or when there will be one.</summary>
public sealed class TokenLease : RateLimitLease
{
    private readonly TokenBucket? _bucket;
    private readonly TimeSpan _retryAfter;

    internal TokenLease(TokenBucket bucket) => _bucket = bucket;

    internal TokenLease(TimeSpan retryAfter) => _retryAfter = retryAfter;

    /// <inheritdoc />
    public override bool IsAcquired => _bucket is not null;

    /// <inheritdoc />
    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <summary>Puts the token back, as if it had not been taken: for what turned out not to count.</summary>
    public void Return() => _bucket?.Return();

    /// <inheritdoc />
    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? _retryAfter : null;
        return metadata is not null;
    }
}
