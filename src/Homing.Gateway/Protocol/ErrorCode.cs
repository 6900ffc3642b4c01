namespace Homing.Gateway.Protocol;

/// <summary>The codes of <c>error</c> frames. They are stable: clients decide by them.</summary>
public static class ErrorCode
{
    /// <summary>A field is missing or not valid. Not to be tried again as it is.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>No group of workers answers the operation.</summary>
    public const string UnknownOp = "unknown_op";

    /// <summary>There is no such channel.</summary>
    public const string UnknownChannel = "unknown_channel";

    /// <summary>The channel is not for everybody: whoever is to watch it signs in, or may not at all.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The connection watches as many channels as it may. To be tried again once it watches fewer.</summary>
    public const string TooManyChannels = "too_many_channels";

    /// <summary>The frame's type is not one of this protocol version.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>More requests are unanswered than <c>max_in_flight</c>. To be tried again when some are answered.</summary>
    public const string TooManyInFlight = "too_many_in_flight";

    /// <summary>More is asked than the connection or its user may. To be tried again after <c>retry_after_ms</c>.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The deadline passed before an answer came.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>The log did not take the request. To be tried again.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The gateway is being stopped and takes no new requests. To be sent to another.</summary>
    public const string Draining = "draining";
}
