namespace Homing.HistoryChecker;

/// <summary>What can be wrong.</summary>
public enum FaultKind
{
    /// <summary>A client heard <c>accepted</c>, and then nothing until the end of its history.</summary>
    Lost,

    /// <summary>A client's application was given the answer to one request more than once.</summary>
    Doubled,

    /// <summary>A client got an answer that is another's, or to a request that it never asked.</summary>
    Misdelivered,

    /// <summary>An answer was delivered after its deadline, or longer than the resume time after it was made.</summary>
    Late,

    /// <summary>Numbers of a connection do not rise by one, or an effect stands before its cause.</summary>
    OutOfOrder,

    /// <summary>Lines were dropped while the history was written: there is no verdict on what they would have said.</summary>
    Gap,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="ClientId">Whose request it is; empty for a gap.</param>
/// <param name="RequestId">The request; empty for a gap.</param>
/// <param name="Reason">What was seen, in a sentence.</param>
public sealed record Fault(FaultKind Kind, string ClientId, string RequestId, string Reason);
