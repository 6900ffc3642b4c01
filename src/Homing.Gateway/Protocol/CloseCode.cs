using System.Net.WebSockets;

namespace Homing.Gateway.Protocol;

/// <summary>
/// Why a connection is closed. 40xx: do not come back; 41xx: come back after a pause; 42xx: come back now, elsewhere.
/// </summary>
public static class CloseCode
{
    /// <summary>The ticket or session is forged, expired, missing, spent, or somebody else's.</summary>
    public const WebSocketCloseStatus Unauthenticated = (WebSocketCloseStatus)4001;

    /// <summary>The client does not keep to the protocol.</summary>
    public const WebSocketCloseStatus ProtocolError = (WebSocketCloseStatus)4002;

    /// <summary>The same client has a newer connection.</summary>
    public const WebSocketCloseStatus TakenOver = (WebSocketCloseStatus)4003;

    /// <summary>There is no room for another connection.</summary>
    public const WebSocketCloseStatus Overloaded = (WebSocketCloseStatus)4100;

    /// <summary>The client reads, acknowledges or pings too slowly.</summary>
    public const WebSocketCloseStatus TooSlow = (WebSocketCloseStatus)4101;

    /// <summary>The client asks far too often, or its address has too many connections.</summary>
    public const WebSocketCloseStatus RateLimit = (WebSocketCloseStatus)4102;

    /// <summary>The gateway is being stopped.</summary>
    public const WebSocketCloseStatus Draining = (WebSocketCloseStatus)4200;

    /// <summary>The gateway may no longer serve under its id.</summary>
    public const WebSocketCloseStatus LeaseLost = (WebSocketCloseStatus)4201;

    /// <summary>The frame is larger than <c>max_frame_bytes</c> (RFC 6455, 7.4.1).</summary>
    public const WebSocketCloseStatus FrameTooBig = WebSocketCloseStatus.MessageTooBig;
}
