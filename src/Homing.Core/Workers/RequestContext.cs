namespace Homing.Workers;

/// <summary>What is known about a request beside its body.</summary>
/// <param name="ClientId">Who asks.</param>
/// <param name="RequestId">The client's own id of the request: the idempotency key.</param>
/// <param name="Op">The operation.</param>
/// <param name="Deadline">Nobody waits for the answer after this.</param>
public sealed record RequestContext(string ClientId, string RequestId, string Op, DateTimeOffset Deadline);
