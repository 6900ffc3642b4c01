namespace Homing.Gateway.Answers;

/// <summary>Where a request stands, as <c>status</c> frames say it.</summary>
internal enum RequestState
{
    /// <summary>Nothing is known of it: the client sends it again.</summary>
    Unknown,

    /// <summary>It is durable and not answered.</summary>
    Accepted,

    /// <summary>It is answered: the answer was delivered, or is on its way.</summary>
    Answered,

    /// <summary>Its deadline passed.</summary>
    Expired,

    /// <summary>Its client took it back.</summary>
    Cancelled,
}
