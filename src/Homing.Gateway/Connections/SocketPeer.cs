using System.Net;

namespace Homing.Gateway.Connections;

/// <summary>What is known of the other end of a socket before it says a word.</summary>
/// <param name="Address">Where it is; null where that is not known, as with a Unix socket.</param>
/// <param name="UserId">Who the upgrade's cookie or token says it is; null where it had none.</param>
internal readonly record struct SocketPeer(IPAddress? Address, string? UserId);
