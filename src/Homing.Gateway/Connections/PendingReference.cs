using Homing.Log;

namespace Homing.Gateway.Connections;

/// <summary>A request that a client names: by its id, and by its place in the log where <c>accepted</c> gave it.</summary>
/// <param name="Id">The client's id of the request.</param>
/// <param name="Position">Where it says that the request stands.</param>
internal readonly record struct PendingReference(string Id, LogPosition? Position);
