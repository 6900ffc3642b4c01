using Homing;
using Homing.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoints whose handlers refuse by <see cref="ProblemException"/>.</summary>
public static class ProblemEndpointConventions
{
    private const string RetryAfterSeconds = "1";

    /// <summary>
    /// Answers what a handler refuses as <c>application/problem+json</c> (RFC 9457), and what failed but may succeed later
    /// with 503 and <c>Retry-After</c>.
    /// </summary>
    public static TBuilder AnswersProblems<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(AnswerAsync)
            .WithResponseHeader(
                StatusCodes.Status503ServiceUnavailable, HeaderNames.RetryAfter, "After how many seconds it is best tried again.");

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Problem problem;
        try
        {
            return await next(context);
        }
        catch (ProblemException refused)
        {
            problem = refused.Problem;
        }
        catch (HomingException exception) when (exception.IsTransient)
        {
            problem = Problem.Unavailable(exception.Message);
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        return TypedResults.Json(problem, ProblemJson.Default.Problem, "application/problem+json", problem.Status);
    }
}
