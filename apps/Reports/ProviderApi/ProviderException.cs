namespace Homing.Reports.ProviderApi;

/// <summary>The provider did not do what it was asked. <see cref="ProviderError.Unavailable"/> is transient.</summary>
internal sealed class ProviderException(
    ProviderError error, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : HomingException(message, error == ProviderError.Unavailable, inner)
{
    /// <summary>The kind of failure.</summary>
    public ProviderError Error { get; } = error;

    /// <summary>How long to leave it alone, where that is known.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
