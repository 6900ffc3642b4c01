namespace Homing.Client;

/// <summary>What one request asks for beyond its body.</summary>
public sealed record RequestOptions
{
    /// <summary>How long an answer is worth waiting for, from the call on, connected or not.</summary>
    /// <value>More than zero. Default <see cref="HomingClientOptions.DefaultDeadline"/>.</value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// The request's id, which is its idempotency key: sent again under the same id it is the same request.
    /// </summary>
    /// <value>1 to 128 characters. Default a new one.</value>
    public string? Id { get; init; }
}
