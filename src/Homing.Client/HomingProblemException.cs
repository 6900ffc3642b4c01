using Homing.Client.Protocol;

namespace Homing.Client;

/// <summary>The one who was asked refused, with a problem as in RFC 9457.</summary>
public sealed class HomingProblemException : HomingException
{
    internal HomingProblemException(Problem problem)
        : base(HomingErrorKind.Problem, CodeOf(problem.Type), problem.Detail ?? problem.Title ?? "The request was refused.") =>
        (Type, Title, Status, Detail) = (problem.Type ?? "about:blank", problem.Title, problem.Status, problem.Detail);

    /// <summary>A stable URI of the kind of problem, such as <c>urn:problem-type:homing:invalid-request</c>.</summary>
    public string Type { get; }

    /// <summary>The kind of problem in a few words.</summary>
    public string? Title { get; }

    /// <summary>The HTTP status that fits.</summary>
    public int? Status { get; }

    /// <summary>What is wrong this time.</summary>
    public string? Detail { get; }

    private static string CodeOf(string? type) => type?.Split('/', ':', '#') is [.., { Length: > 0 } last] && last != "blank"
        ? last.Replace('-', '_')
        : "problem";
}
