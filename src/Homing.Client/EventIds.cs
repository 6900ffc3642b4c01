namespace Homing.Client;

/// <summary>The log event ids of this project: 9000 to 9999. An id, once given, stays given.</summary>
internal static class EventIds
{
    public const int Connected = 9001;
    public const int ConnectionEnded = 9002;
    public const int TryFailed = 9003;
    public const int Closed = 9004;
    public const int StateHandlerFailed = 9005;
    public const int SessionNotSaved = 9006;
    public const int FrameUnreadable = 9101;
    public const int GatewayError = 9102;
    public const int PushHandlerFailed = 9201;
    public const int PushNotTaken = 9202;
}
