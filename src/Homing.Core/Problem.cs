using Microsoft.AspNetCore.WebUtilities;

namespace Homing;

/// <summary>Why something was refused, as in RFC 9457: the same over HTTP and over the socket.</summary>
/// <param name="Type">A stable URI of the kind of problem.</param>
/// <param name="Title">The kind of problem in a few words, the same for every occurrence.</param>
/// <param name="Status">The HTTP status that fits.</param>
/// <param name="Detail">What is wrong this time: the field, its value, and what is allowed.</param>
public sealed record Problem(string Type, string Title, int Status, string? Detail = null)
{
    /// <summary>The start of every problem type of Homing.</summary>
    public const string TypePrefix = "urn:problem-type:homing:";

    /// <summary>The request's content is not valid (400).</summary>
    public static Problem InvalidRequest(string? detail) =>
        new(TypePrefix + "invalid-request", "The request is not valid", 400, detail);

    /// <summary>Who asks has not signed in (401).</summary>
    public static Problem Unauthenticated(string? detail) => new(TypePrefix + "unauthenticated", "Not signed in", 401, detail);

    /// <summary>Who asks may not (403).</summary>
    public static Problem Forbidden(string? detail) => new(TypePrefix + "forbidden", "Not allowed", 403, detail);

    /// <summary>What was asked for is not there (404).</summary>
    public static Problem NotFound(string? detail) => new(TypePrefix + "not-found", "There is no such thing", 404, detail);

    /// <summary>The request does not go together with how things stand (409).</summary>
    public static Problem Conflict(string? detail) => new(TypePrefix + "conflict", "There is a conflict", 409, detail);

    /// <summary>What was asked for was there, and will not be again (410).</summary>
    public static Problem Gone(string? detail) => new(TypePrefix + "gone", "It is gone", 410, detail);

    /// <summary>More than is taken at once (413).</summary>
    public static Problem TooLarge(string? detail) => new(TypePrefix + "too-large", "The request is too large", 413, detail);

    /// <summary>It is there, and is not asked for in this way (405).</summary>
    public static Problem MethodNotAllowed(string? detail = null) =>
        new(TypePrefix + "method-not-allowed", "It is not asked for in this way", 405, detail);

    /// <summary>It may succeed later (503).</summary>
    public static Problem Unavailable(string? detail) => new(TypePrefix + "unavailable", "Try again later", 503, detail);

    /// <summary>What is said by its status alone; a status that is nowhere else has the type <c>about:blank</c>.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => InvalidRequest(null),
        401 => Unauthenticated(null),
        403 => Forbidden(null),
        404 => NotFound(null),
        405 => MethodNotAllowed(),
        413 => TooLarge(null),
        500 => Internal(null),
        503 => Unavailable(null),
        _ => new("about:blank", ReasonPhrases.GetReasonPhrase(status), status),
    };

    /// <summary>Something failed on our side (500).</summary>
    public static Problem Internal(string? detail) => new(TypePrefix + "internal", "Something failed here", 500, detail);
}
