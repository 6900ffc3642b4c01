namespace Homing.Client;

/// <summary>What went wrong, as far as a program would tell it apart.</summary>
public enum HomingErrorKind
{
    /// <summary>The gateway refused; <see cref="HomingException.Code"/> says why.</summary>
    Refused,

    /// <summary>The one who was asked refused, with a problem: a <see cref="HomingProblemException"/>.</summary>
    Problem,

    /// <summary>No answer came before the deadline.</summary>
    DeadlineExceeded,

    /// <summary>The request was cancelled, and not by the token of this call.</summary>
    Cancelled,

    /// <summary>The client is closed: by its owner, or for good by a gateway.</summary>
    Closed,

    /// <summary>The request is larger than the gateway takes.</summary>
    FrameTooBig,

    /// <summary>Too many requests wait for an answer: <see cref="HomingClientOptions.MaxPendingRequests"/>.</summary>
    TooManyPending,

    /// <summary>The answer came, but does not fit the type that was asked for.</summary>
    UnreadableBody,
}
