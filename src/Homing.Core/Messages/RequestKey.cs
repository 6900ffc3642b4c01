namespace Homing.Messages;

/// <summary>Names a request: ids are the clients' own, so they mean something only together with the client.</summary>
/// <param name="ClientId">Who asked.</param>
/// <param name="RequestId">The client's id of the request.</param>
public readonly record struct RequestKey(string ClientId, string RequestId);
