namespace Homing.Client;

/// <summary>The base of every failure that the client reports by itself.</summary>
public class HomingException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="code">The same for machines, finer where the gateway says more.</param>
    /// <param name="message">What failed, and why.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public HomingException(HomingErrorKind kind, string code, string message, Exception? inner = null)
        : base(message, inner) => (Kind, Code) = (kind, code);

    /// <summary>What went wrong.</summary>
    public HomingErrorKind Kind { get; }

    /// <summary>A stable word in snake_case: that of the gateway's <c>error</c>, or the client's own.</summary>
    public string Code { get; }

    internal static HomingException DeadlineExceeded(string op) =>
        new(HomingErrorKind.DeadlineExceeded, "deadline_exceeded", $"No answer to {op} came before its deadline.");

    internal static HomingException Cancelled(string op) =>
        new(HomingErrorKind.Cancelled, "cancelled", $"{op} was cancelled.");

    internal static HomingException Closed(string reason) =>
        new(HomingErrorKind.Closed, "closed", $"The connection is closed: {reason}.");

    internal static HomingException FrameTooBig(string op, int bytes, long limit) =>
        new(HomingErrorKind.FrameTooBig, "frame_too_big", $"{op} is {bytes} bytes; the gateway takes {limit}.");

    internal static HomingException TooManyPending(int limit) => new(
        HomingErrorKind.TooManyPending,
        "too_many_pending",
        $"{limit} requests wait for an answer, which is the limit ({nameof(HomingClientOptions.MaxPendingRequests)}).");

    internal static HomingException UnreadableBody(string what, Type type, Exception cause) =>
        new(HomingErrorKind.UnreadableBody, "unreadable_body", $"{what} is not a {type.Name}: {cause.Message}", cause);
}
